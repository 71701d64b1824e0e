// npm runs this after it packed a package: puts the workspace's own package.json back.
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the workspace's manifest waits while the published one stands in its place. */
export function savedManifest(folder) {
  return join(folder, ".package.json.orig");
}

/** Puts the saved manifest back and removes the licence's copy. Does nothing when nothing is saved. */
export function restore(folder) {
  rmSync(`${savedManifest(folder)}.part`, { force: true });
  if (!existsSync(savedManifest(folder))) return;
  renameSync(savedManifest(folder), join(folder, "package.json"));
  rmSync(join(folder, "LICENSE"), { force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) restore(process.cwd());
