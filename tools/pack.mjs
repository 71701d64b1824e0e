// Packs the five packages as `npm publish` would, from a copy: the working tree stays as it is while others use it.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { runCommand } from "./run-command.mjs";

/** The folders of the published packages, those that others need first. */
export const publishedPackages = ["core", "credential", "setup", "emulator", "cli"];

function copySources(root, copy) {
  const left = new Set(["node_modules", "dist", "test", "coverage"]);
  const filter = (path) => !left.has(basename(path));
  for (const name of ["packages", "samples", "tools"])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  for (const name of ["LICENSE", "package.json", "tsconfig.base.json"]) cpSync(join(root, name), join(copy, name));
}

/** What is installed is linked, not copied; only the workspace's own packages are those of the copy. */
function linkInstalled(root, copy) {
  const link = (from, to) => symlinkSync(from, to, "junction");
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@tegata"), { recursive: true });
  const own = new Set(["@tegata", "tegata"]);
  for (const entry of readdirSync(join(root, "node_modules"), { withFileTypes: true })) {
    if (entry.isDirectory() && !own.has(entry.name))
      link(join(root, "node_modules", entry.name), join(modules, entry.name));
  }
  for (const name of publishedPackages) link(join(copy, "packages", name), join(modules, manifestOf(copy, name).name));
  for (const name of publishedPackages) linkNested(root, copy, name);
}

/** Dependencies of which a package has another version than the rest of the workspace stand in its own folder. */
function linkNested(root, copy, name) {
  const nested = join(root, "packages", name, "node_modules");
  if (existsSync(nested)) symlinkSync(nested, join(copy, "packages", name, "node_modules"), "junction");
}

function manifestOf(root, name) {
  return JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
}

async function packOne(copy, name, destination) {
  const folder = join(copy, "packages", name);
  const { code, output } = await runCommand("npm", ["pack", "--loglevel=error", "--pack-destination", destination], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`npm pack of packages/${name} failed:\n${output}`);
  const manifest = manifestOf(copy, name);
  const tarball = join(destination, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`);
  return { folder: name, name: manifest.name, tarball, exports: manifest.exports ?? {} };
}

/**
 * Packs published packages (all, unless some are named) into `scratch/tarballs` and gives, for each, its folder, name,
 * tarball and exports. `scratch` must be an empty folder; the caller removes it.
 */
export async function packAll(root, scratch, names = publishedPackages) {
  const copy = join(scratch, "workspace");
  const destination = join(scratch, "tarballs");
  mkdirSync(copy, { recursive: true });
  mkdirSync(destination, { recursive: true });
  copySources(root, copy);
  linkInstalled(root, copy);
  const packed = [];
  for (const name of names) packed.push(await packOne(copy, name, destination));
  return packed;
}
