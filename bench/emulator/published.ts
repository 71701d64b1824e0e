// The emulator as people get it: packed as for publishing, from a copy of the sources, and started by the command. No
// source is run by type stripping here.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EmulatorEnvironment } from "@tegata/emulator/testing";
import { packAll } from "../../tools/pack.mjs";
import { onCores } from "../token-server/cores.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Packs everything into an empty folder; gives the command's script among what was packed. */
export async function makePublished(scratch: string): Promise<string> {
  await packAll(root, scratch);
  return join(scratch, "workspace", "packages", "cli", "bin", "tegata.mjs");
}

export interface Published {
  readonly child: ChildProcess;
  readonly environment: EmulatorEnvironment;
  readonly ca: string;
  /** From the start of the process until it says that it is ready. */
  readonly readyMs: number;
  readonly startedMs: number;
  readonly stop: () => Promise<void>;
}

/** The line that `--json` prints, or undefined while it has not come. */
function readyLine(output: string): EmulatorEnvironment | undefined {
  const line = output.split("\n").find((each) => each.startsWith("{") && each.endsWith("}"));
  return line === undefined ? undefined : (JSON.parse(line) as EmulatorEnvironment);
}

export interface StartOfPublished {
  /** The command's script. */
  readonly script: string;
  readonly stateFolder: string;
  readonly cores?: string;
}

/** `tegata emulator start --json` on a state folder. */
export function startPublished({ script, stateFolder, cores }: StartOfPublished): Promise<Published> {
  const command = [process.execPath, script, "emulator", "start", "--json"];
  const whole = [...command, "--ports", "free", "--state", stateFolder];
  const [program = "", ...rest] = cores === undefined ? whole : onCores(cores, whole);
  const startedMs = performance.now();
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const environment = readyLine(output);
      if (!environment) return;
      const readyMs = performance.now() - startedMs;
      resolve({ child, environment, ca: readFileSync(environment.ca, "utf8"), readyMs, startedMs, stop });
    });
    child.once("exit", (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
}

/** What of a process is in memory, in megabytes; not a number where the system does not tell. */
export function residentMegabytes({ pid }: ChildProcess): number {
  if (process.platform !== "linux") return Number.NaN;
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}
