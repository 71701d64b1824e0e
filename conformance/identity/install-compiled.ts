// Clients of languages that are compiled: their modules come through the language's own tool, and the program is built.
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ended } from "../child.ts";
import { runChild } from "../child.ts";
import { tail } from "../redact.ts";

const conformance = fileURLToPath(new URL("..", import.meta.url));

export interface CompiledClient {
  readonly id: string;
  readonly package: string;
  readonly programs: string;
}

export type Compiled =
  | { readonly version: string; readonly folder: string; readonly runtime: string }
  | { readonly missing: string };

interface Place {
  readonly folder: string;
  readonly signal: AbortSignal;
}

function run(program: string, words: readonly string[], { folder, signal }: Place): Promise<Ended> {
  return runChild(program, words, { cwd: folder, env: process.env, limitMs: 600_000, signal });
}

async function prepare(client: CompiledClient, { folder }: Place, sources: string): Promise<void> {
  await mkdir(join(folder, sources), { recursive: true });
  await cp(join(conformance, "clients", client.id), folder, { recursive: true });
  await cp(join(conformance, "programs", client.programs), join(folder, sources), { recursive: true });
}

/** Builds a Go program with the module versions of `go.sum`. */
export async function installGo(client: CompiledClient, place: Place): Promise<Compiled> {
  await prepare(client, place, ".");
  if ((await run("go", ["version"], place)).code !== 0) return { missing: "no Go" };
  const built = await run("go", ["build", "-o", "program", "."], place);
  if (built.code !== 0) return { missing: `go could not build it:\n${tail(built)}` };
  const modules = await readFile(join(place.folder, "go.mod"), "utf8");
  const version = modules.split(client.package)[1]?.trim().split(/\s/)[0] ?? "";
  return { version: version.replace(/^v/, ""), folder: place.folder, runtime: join(place.folder, "program") };
}

/** Builds a Java program with Maven; what it needs at run time lies beside it. */
export async function installJava(client: CompiledClient, place: Place): Promise<Compiled> {
  await prepare(client, place, "src/main/java");
  for (const tool of ["java", "mvn"])
    if ((await run(tool, ["-version"], place)).code !== 0) return { missing: "no Java with Maven" };
  const built = await run("mvn", ["-q", "-B", "-ntp", "compile", "dependency:copy-dependencies"], place);
  if (built.code !== 0) return { missing: `Maven could not build it:\n${tail(built)}` };
  const manifest = await readFile(join(place.folder, "pom.xml"), "utf8");
  const version = /<version>([^<]+)<\/version>\s*<type>pom/.exec(manifest)?.[1] ?? "";
  return { version, folder: place.folder, runtime: "java" };
}
