export declare function savedManifest(folder: string): string;
export declare function restore(folder: string): void;
