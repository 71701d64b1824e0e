export declare function publishedManifest(manifest: Record<string, unknown>): Record<string, unknown>;
export declare function strip(root: string, folder: string): void;
