export type PackageFolder = "core" | "credential" | "setup" | "emulator" | "cli";

export interface PackedPackage {
  readonly folder: PackageFolder;
  readonly name: string;
  /** Path of the tarball. */
  readonly tarball: string;
  /** The `exports` of its manifest as it stands in the workspace. */
  readonly exports: Readonly<Record<string, unknown>>;
}

export declare const publishedPackages: readonly PackageFolder[];
export declare function packAll(
  root: string,
  scratch: string,
  names?: readonly PackageFolder[],
): Promise<PackedPackage[]>;
