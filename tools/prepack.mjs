// npm runs this before it packs a package: builds it and writes the package.json that people install. `postpack.mjs`
// takes it back. Whatever else a package must make before it is packed stands in its own `prepack.mjs`, which exports
// `prepare({ root, folder })`.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { binOf } from "./bin.mjs";
import { restore, savedManifest } from "./postpack.mjs";

/** The export condition under which the workspace runs its sources. Published packages have none. */
const sourceCondition = "@tegata/source";

function withoutSourceCondition(value) {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== sourceCondition)
      .map(([key, inner]) => [key, withoutSourceCondition(inner)]),
  );
}

/** What is published of a manifest: everything but scripts, devDependencies and the sources' export condition. */
export function publishedManifest({ scripts: _scripts, devDependencies: _devDependencies, ...manifest }) {
  return manifest.exports === undefined ? manifest : { ...manifest, exports: withoutSourceCondition(manifest.exports) };
}

function build(root, folder) {
  // A source that was removed leaves its output behind, and `tsc -b` never deletes.
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  const { status, error } = spawnSync(process.execPath, [binOf(root, "typescript", "tsc"), "-b", folder], {
    stdio: ["ignore", 2, 2],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the build of ${folder} failed`);
}

/** Saves the manifest, then puts the published one and the licence in place. */
export function strip(root, folder) {
  const manifest = join(folder, "package.json");
  // Written whole under another name and renamed, so that a crash never leaves half of the only copy.
  copyFileSync(manifest, `${savedManifest(folder)}.part`);
  renameSync(`${savedManifest(folder)}.part`, savedManifest(folder));
  const published = publishedManifest(JSON.parse(readFileSync(manifest, "utf8")));
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
}

async function prepack(root, folder) {
  restore(folder);
  build(root, folder);
  const own = join(folder, "prepack.mjs");
  if (existsSync(own)) {
    const { prepare } = await import(pathToFileURL(own).href);
    await prepare({ root, folder });
  }
  strip(root, folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepack(dirname(dirname(fileURLToPath(import.meta.url))), process.cwd());
}
