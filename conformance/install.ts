// Installs a client, or the products themselves, into an empty folder, as a stranger would.
import { createHash } from "node:crypto";
import { access, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ended } from "./child.ts";
import { runChild } from "./child.ts";
import type { Client } from "./clients.ts";
import { installGo, installJava } from "./identity/install-compiled.ts";
import type { Tarballs } from "./pack.ts";
import { tail } from "./redact.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** A client that can be had, or why not. */
export type Installed =
  | { readonly version: string; readonly folder: string; readonly runtime: string }
  | { readonly missing: string };

export interface InstallOptions {
  /** An empty folder outside of the workspace, not yet made. */
  readonly folder: string;
  readonly tarballs: Tarballs;
  readonly signal: AbortSignal;
}

interface CommittedManifest {
  /** Packages of this repository: their tarballs are installed. */
  readonly packed?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function writeManifest(id: string, { folder, tarballs }: InstallOptions): Promise<void> {
  const text = await readFile(join(here, "clients", id, "package.json"), "utf8");
  const { packed = [], dependencies = {}, ...manifest } = JSON.parse(text) as CommittedManifest;
  const files = packed.map((name) => [name, `file:${tarballs[name] ?? ""}`] as const);
  // None of ours is on a registry, so the tarballs also stand in wherever another package of ours names them.
  const own = Object.fromEntries(files);
  const written = { ...manifest, dependencies: { ...dependencies, ...own }, overrides: own };
  await writeFile(join(folder, "package.json"), JSON.stringify(written, undefined, 2));
}

/** Installs what clients/<id>/package.json names. */
export async function installNode(id: string, options: InstallOptions): Promise<Ended> {
  const { folder, signal } = options;
  await mkdir(folder, { recursive: true });
  await writeManifest(id, options);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  return runChild("npm", ["install", ...flags], { cwd: folder, env: process.env, limitMs: 180_000, signal });
}

async function nodeVersion(name: string, folder: string): Promise<string> {
  const manifest = await readFile(join(folder, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

async function findPython(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const options = { cwd: folder, env: process.env, limitMs: 20_000, signal };
  for (const name of ["python3", "python"]) {
    const { code, stdout } = await runChild(name, ["-c", "import ensurepip, sys, venv; print(sys.version)"], options);
    if (code === 0 && stdout.startsWith("3.")) return name;
  }
  return undefined;
}

async function makeVenv(client: Client, folder: string, signal: AbortSignal): Promise<Installed> {
  await mkdir(folder, { recursive: true });
  const found = await findPython(folder, signal);
  if (found === undefined) return { missing: "no Python 3 with venv" };
  const options = { cwd: folder, env: process.env, limitMs: client.isKept ? 600_000 : 180_000, signal };
  const made = await runChild(found, ["-m", "venv", "venv"], options);
  if (made.code !== 0) return { missing: `no virtual environment could be made:\n${tail(made)}` };
  const runtime = pythonOf(folder);
  const requirements = join(here, "clients", client.id, "requirements.txt");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  const installed = await runChild(runtime, pip, options);
  if (installed.code !== 0) return { missing: `pip could not install it:\n${tail(installed)}` };
  return { version: await pythonVersion(client, folder, signal), folder, runtime };
}

function pythonOf(folder: string): string {
  return join(folder, "venv", ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
}

/** The installed version; empty when the package is not there. */
async function pythonVersion(client: Client, folder: string, signal: AbortSignal): Promise<string> {
  const ask = `import importlib.metadata as m; print(m.version(${JSON.stringify(client.package)}))`;
  const options = { cwd: folder, env: process.env, limitMs: 60_000, signal };
  return (await runChild(pythonOf(folder), ["-c", ask], options)).stdout.trim();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The folder of a large client's installation, by what it installs. A virtual environment cannot be moved. */
async function keptFolder(client: Client): Promise<string> {
  const requirements = await readFile(join(here, "clients", client.id, "requirements.txt"));
  const hash = createHash("sha256").update(requirements).digest("hex").slice(0, 12);
  return join(here, "..", "node_modules", ".cache", "tegata-conform", `${client.id}-${hash}`);
}

/** Uses what an earlier run left whole; the mark is written last, so a run that was cut off is done again. */
async function installKept(client: Client, { folder, signal }: InstallOptions): Promise<Installed> {
  const kept = await keptFolder(client);
  const mark = join(kept, "installed");
  const version = (await exists(mark)) ? await pythonVersion(client, kept, signal) : "";
  if (version !== "") return { version, folder, runtime: pythonOf(kept) };
  await rm(kept, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const installed = await makeVenv(client, kept, signal);
  if ("missing" in installed) return installed;
  await writeFile(mark, `${installed.version}\n`);
  return { ...installed, folder };
}

/** Installs a client with the programs written for it. */
export async function install(client: Client, options: InstallOptions): Promise<Installed> {
  const { folder } = options;
  const programs = (): Promise<void> => cp(join(here, "programs"), join(folder, "programs"), { recursive: true });
  if (client.runtime === "go") return installGo(client, options);
  if (client.runtime === "java") return installJava(client, options);
  if (client.runtime === "python") {
    const installed = client.isKept
      ? await installKept(client, options)
      : await makeVenv(client, folder, options.signal);
    await programs();
    return installed;
  }
  const ended = await installNode(client.id, options);
  if (ended.code !== 0) return { missing: `npm could not install it:\n${tail(ended)}` };
  await programs();
  return { version: await nodeVersion(client.package, folder), folder, runtime: process.execPath };
}

/** Installs the products and gives the file of the installed `tegata` command. */
export async function installProduct(id: string, options: InstallOptions): Promise<string> {
  const ended = await installNode(id, options);
  if (ended.code !== 0) throw new Error(`npm could not install the packed products:\n${tail(ended)}`);
  const command = join(options.folder, "node_modules", "tegata", "bin", "tegata.mjs");
  await access(command);
  return command;
}
