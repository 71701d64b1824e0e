// Node warns of the experimental proxy agent at the start of every program that NODE_USE_ENV_PROXY reaches. Two lines
// about exec's own doing before the program's first, and in whatever reads its standard error.
import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import type { ProgramPlace } from "./find-program.ts";
import { findProgram } from "./find-program.ts";
import { startOf } from "./start-of.ts";

const flag = "--disable-warning=UNDICI-EHPA";

/** A Node that does not know the flag refuses to start. Versions as `node --version` prints them. */
function knowsTheFlag(version: string): boolean {
  const [, major = 0, minor = 0] = /^v(\d+)\.(\d+)\./.exec(version)?.map(Number) ?? [];
  // https://nodejs.org/docs/latest-v22.x/api/cli.html#--disable-warningcode-or-type
  return major > 21 || (major === 21 && minor >= 3) || (major === 20 && minor >= 11);
}

/**
 * The program's NODE_OPTIONS: what it has, and the flag, if every Node that may run it knows the flag. Undefined when
 * nothing is to be set.
 */
export function nodeOptions(given: string | undefined, versions: readonly string[]): string | undefined {
  if (versions.length === 0 || !versions.every(knowsTheFlag)) return given;
  if (given?.split(/\s+/).includes(flag)) return given;
  return given ? `${given} ${flag}` : flag;
}

const answerLimitMs = 5_000;

/** What `--version` prints; nothing when it does not answer, which counts as a Node that does not know the flag. */
function versionOf(file: string, { variables, workingFolder }: ProgramPlace): Promise<string> {
  if (existsSync(file) && realpathSync(file) === realpathSync(process.execPath))
    return Promise.resolve(process.version);
  // A version manager's shim is a script; it chooses by the folder.
  const env = { ...variables, NODE_OPTIONS: "" };
  const start = startOf([file, "--version"], { variables, workingFolder });
  const options = { cwd: workingFolder, env, timeout: answerLimitMs, windowsVerbatimArguments: start.isVerbatim };
  return new Promise((answer) => {
    execFile(start.file, start.parameters, options, (error, stdout) => answer(error ? "" : stdout.trim()));
  });
}

/** The versions of the Nodes that may run a program: itself, if it is one, and the one that scripts find. */
export async function nodeVersions(program: string, place: ProgramPlace): Promise<string[]> {
  const isNode = /^node(?:js)?(?:-?v?\d[\d.]*)?(?:\.exe)?$/i.test(basename(program));
  const names = isNode ? [program, "node"] : ["node"];
  const files = new Set(names.map((name) => findProgram(name, place)).filter((file) => file !== undefined));
  return Promise.all([...files].map((file) => versionOf(file, place)));
}
