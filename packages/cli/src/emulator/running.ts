import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { redact } from "@tegata/core";
import type { EmulatorEnvironment } from "@tegata/emulator";
import type { Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";
import { loadEmulator } from "./load.ts";

export const stateOption = { flags: "--state <folder>", description: "the emulator's state folder" } as const;

/** The state folder that a command means: `--state`, else TEGATA_STATE, else the user's own. */
export async function stateFolderOf(invocation: Invocation): Promise<string> {
  const named = text(invocation, "state") ?? invocation.environment["TEGATA_STATE"];
  if (named) return resolve(invocation.workingFolder, named);
  const { defaultStateFolder } = await loadEmulator();
  return defaultStateFolder(invocation.environment, invocation.platform);
}

/** A way to the admin API of an emulator that runs in another process. */
export interface RunningEmulator {
  readonly get: (path: string) => Promise<unknown>;
  /** What the emulator does not take as asked is wrong usage. */
  readonly post: (path: string, body?: unknown) => Promise<unknown>;
  readonly put: (path: string, body: unknown) => Promise<unknown>;
  readonly delete: (path: string) => Promise<unknown>;
}

function notRunning(folder: string, cause?: unknown): CliError {
  return new CliError("cli.emulator-not-running", `no emulator runs in ${folder}`, {
    fix: "Start one with: tegata emulator start. It may have another folder: name it with --state.",
    ...(cause === undefined ? {} : { cause }),
  });
}

async function notTaken(response: Response): Promise<CliError> {
  const { error } = (await response.json()) as { error?: { message?: string } };
  return new CliError("cli.usage", redact(error?.message ?? "the emulator does not take this"), {
    fix: "Correct the options; --help shows examples.",
  });
}

async function readRun(folder: string): Promise<{ readonly url: string; readonly key: string }> {
  try {
    const run = JSON.parse(await readFile(join(folder, "running.json"), "utf8")) as { admin: { url: string } };
    const key = (await readFile(join(folder, "admin-key"), "utf8")).trim();
    return { url: run.admin.url, key };
  } catch (cause) {
    // Another user's emulator may well run there; whoever reads the file is told so.
    if (cause instanceof Error && "code" in cause && cause.code === "EACCES") throw cause;
    throw notRunning(folder, cause);
  }
}

/** Finds the emulator that runs in a state folder. @throws CliError `cli.emulator-not-running` */
export async function findRunningEmulator(folder: string): Promise<RunningEmulator> {
  const { url, key } = await readRun(folder);
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    let response: Response;
    try {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${key}` }, ...content });
    } catch (cause) {
      throw notRunning(folder, cause);
    }
    // Another program, or another emulator, has the port now.
    if (response.status === 400) throw await notTaken(response);
    if (!response.ok) throw notRunning(folder);
    return response.json();
  };
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
    delete: (path) => call("DELETE", path),
  };
}

/** The environment of the running emulator: how to reach everything. */
export async function readEnvironment(folder: string): Promise<EmulatorEnvironment> {
  const running = await findRunningEmulator(folder);
  return (await running.get("/environment")) as EmulatorEnvironment;
}
