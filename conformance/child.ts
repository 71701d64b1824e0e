// Every program that conformance starts: in a process group of its own, so that its children end with it.
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { spawn } from "node:child_process";

const windows = process.platform === "win32";
const graceMs = 10_000;

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ranTooLong: boolean;
}

/** A program that runs until it is told to end. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Asks the whole group to end, insists after ten seconds, and waits. */
  readonly end: () => Promise<Ended>;
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // It ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Starts a program. It is ended when the signal aborts. */
export function startChild(command: string, words: readonly string[], options: ChildOptions): Running {
  const { cwd, env, signal } = options;
  // npm is a .cmd file on Windows, which only a shell starts.
  const shell = windows && command === "npm";
  const settings: SpawnOptions = { cwd, env, shell, detached: !windows, stdio: ["ignore", "pipe", "pipe"] };
  signal.throwIfAborted();
  const child = spawn(command, words, settings);
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ code: 127, ...printed, stderr: error.message, ranTooLong: false }));
    child.on("close", (code) => resolve({ code, ...printed, ranTooLong: false }));
  });
  const end = (): Promise<Ended> => {
    kill(child, "SIGTERM");
    const insist = setTimeout(() => kill(child, "SIGKILL"), graceMs);
    return ended.finally(() => clearTimeout(insist));
  };
  const onAbort = (): void => void end();
  signal.addEventListener("abort", onAbort, { once: true });
  void ended.then(() => signal.removeEventListener("abort", onAbort));
  return { process: child, ended, end };
}

/** Runs a program to its end and gives what it printed. One that takes longer than `limitMs` is ended. */
export async function runChild(
  command: string,
  words: readonly string[],
  { limitMs, ...options }: ChildOptions & { readonly limitMs: number },
): Promise<Ended> {
  const running = startChild(command, words, options);
  let ranTooLong = false;
  const limit = setTimeout(() => {
    ranTooLong = true;
    void running.end();
  }, limitMs);
  const ended = await running.ended.finally(() => clearTimeout(limit));
  options.signal.throwIfAborted();
  return { ...ended, ranTooLong };
}
