export interface FoundImport {
  readonly to: string;
  readonly how: "static" | "type" | "lazy";
  readonly names: string;
}
export declare function importsOf(text: string): FoundImport[];
export declare function findBoundaryFaults(root: string): string[];
export declare function printGraph(root: string): string;
