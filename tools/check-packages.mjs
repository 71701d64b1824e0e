// Packs the packages and treats each tarball as a stranger would: lints it, installs it alone into an empty folder,
// imports it, and looks at what came along.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binOf } from "./bin.mjs";
import { packAll, publishedPackages } from "./pack.mjs";
import { runCommand } from "./run-command.mjs";

async function lint(root, { name, tarball }) {
  const attw = binOf(root, "@arethetypeswrong/cli", "attw");
  const results = await Promise.all([
    runCommand(process.execPath, [binOf(root, "publint"), "run", "--strict", tarball]),
    runCommand(process.execPath, [attw, tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]),
  ]);
  return results.filter(({ code }) => code !== 0).map(({ output }) => `${name}: ${output}`);
}

/** Nothing of ours is on a registry yet, so the siblings' tarballs stand in, wherever a dependency names them. */
async function install(folder, packed, all) {
  const file = (tarball) => `file:${tarball}`;
  const siblings = all.filter(({ name }) => name !== packed.name);
  const manifest = {
    name: "installed-alone",
    private: true,
    type: "module",
    dependencies: { [packed.name]: file(packed.tarball) },
    overrides: Object.fromEntries(siblings.map(({ name, tarball }) => [name, file(tarball)])),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return runCommand(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
    { cwd: folder },
  );
}

/** Every installed package of a folder, by name, at any depth. */
function installedIn(folder) {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  const scoped = (name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name];
  return names.flatMap(scoped).flatMap((name) => [name, ...installedIn(join(modules, name))]);
}

/** What may, and what must not, come along with a package. */
function faultsOfCompany(name, installed) {
  if (name === "@tegata/core" || name === "@tegata/credential") return installed.filter((one) => one !== name);
  if (name === "@tegata/emulator") return installed.filter((one) => one === "azurite");
  return installed.filter((one) => one === "@tegata/emulator" || one === "azurite");
}

async function importAll(folder, { name, exports }) {
  const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
  const script = entries.map((entry) => `await import(${JSON.stringify(name + entry.slice(1))});`).join("\n");
  // No source condition here: this is what people get.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return runCommand(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder, env });
}

async function tryAlone(scratch, packed, all) {
  const folder = join(scratch, "alone", packed.folder);
  const installed = await install(folder, packed, all);
  if (installed.code !== 0) return [`${packed.name} does not install alone:\n${installed.output}`];
  const company = faultsOfCompany(packed.name, installedIn(folder)).map((other) => `${packed.name} brings ${other}`);
  const imported = await importAll(folder, packed);
  return imported.code === 0 ? company : [...company, `${packed.name} does not import:\n${imported.output}`];
}

/** Every fault of the packed packages, as text; empty when all is well. */
async function findPackageFaults(root, names) {
  const scratch = mkdtempSync(join(tmpdir(), "tegata-packages-"));
  try {
    const all = await packAll(root, scratch, names);
    const faults = [];
    for (const packed of all) faults.push(...(await lint(root, packed)), ...(await tryAlone(scratch, packed, all)));
    return faults;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const root = join(import.meta.dirname, "..");
const named = process.argv.slice(2);
const faults = await findPackageFaults(root, named.length > 0 ? named : publishedPackages);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);
