// Whole `tegata` processes, each in a process group of its own, in a folder that is their only home and temp folder.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** What Node compiled for one process serves the next. */
const compiled = fileURLToPath(new URL("../../../../node_modules/.cache/tegata-test-compiled", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** A `tegata` process that may still run. Signals to a group are what a terminal's Ctrl-C is. */
export interface Tegata {
  readonly ended: Promise<Ended>;
  /** What was printed on a stream up to and with a text; fails when the process ends without it. */
  readonly printed: (stream: "stdout" | "stderr", text: string) => Promise<string>;
  readonly signal: (name: NodeJS.Signals, to: "process" | "group") => void;
  /** Closes our ends of its output, as `head` does when it has seen enough. */
  readonly stopReading: () => void;
  /** Whether no process of its group is left: neither itself nor a child, so that no port of theirs is open either. */
  readonly isGone: () => boolean;
}

export interface Place {
  readonly folder: string;
  /** The processes' temp folder. */
  readonly leftInTemp: () => Promise<string[]>;
  readonly start: (words: readonly string[], options?: StartOptions) => Tegata;
  readonly run: (words: readonly string[], options?: StartOptions) => Promise<Ended>;
  /** Kills what still runs and removes the folder. */
  readonly dispose: () => Promise<void>;
}

interface Waiter {
  readonly isThere: () => boolean;
  readonly done: (error?: Error) => void;
}

function watch(child: ChildProcess): Pick<Tegata, "ended" | "printed"> {
  const text = { stdout: "", stderr: "" };
  const waiters = new Set<Waiter>();
  const look = (): void => {
    for (const waiter of waiters) if (waiter.isThere()) waiter.done();
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
      look();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      look();
      for (const { done } of waiters) done(new Error(`ended with ${code ?? signal} before: ${JSON.stringify(text)}`));
      resolve({ code, signal, ...text });
    });
  });
  const printed: Tegata["printed"] = (stream, wanted) =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = {
        isThere: () => text[stream].includes(wanted),
        done: (error) => {
          waiters.delete(waiter);
          if (error) reject(error);
          else resolve(text[stream]);
        },
      };
      waiters.add(waiter);
      look();
    });
  return { ended, printed };
}

function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** A folder for `tegata` processes that see nothing of the machine's own settings. */
export async function aPlace(): Promise<Place> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tegata-cli-test-")));
  const temp = join(folder, "temp");
  await mkdir(temp);
  const started: { readonly pid: number; readonly ended: Promise<unknown> }[] = [];
  const inherited = {
    PATH: process.env["PATH"],
    HOME: folder,
    TMPDIR: temp,
    TEMP: temp,
    TMP: temp,
    NODE_COMPILE_CACHE: compiled,
  };

  const start: Place["start"] = (words, options = {}) => {
    const child = spawn(process.execPath, ["--conditions=@tegata/source", main, ...words], {
      cwd: options.folder ?? folder,
      env: { ...inherited, ...options.environment },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = child.pid ?? Number.NaN;
    const { ended, printed } = watch(child);
    started.push({ pid, ended });
    const signal: Tegata["signal"] = (name, to) => void (to === "group" ? killGroup(pid, name) : child.kill(name));
    const stopReading = (): void => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    return { ended, printed, signal, stopReading, isGone: () => !killGroup(pid, 0) };
  };

  return {
    folder,
    leftInTemp: () => readdir(temp),
    start,
    run: (words, options) => start(words, options).ended,
    dispose: async () => {
      for (const { pid } of started) killGroup(pid, "SIGKILL");
      await Promise.allSettled(started.map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
