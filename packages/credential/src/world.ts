// The world outside, as arguments: everything that makes one run differ from another comes in through here, so that a
// test can stand in for it. Nothing else in this package touches the network, files, the time, chance or the
// environment.
import { fetchDirectly } from "./direct-fetch.ts";
import type { Fetch } from "./fetch.ts";
import { fetchGlobally } from "./global-fetch.ts";

/** Time. Milliseconds throughout. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC, as the machine believes. May be set forwards and backwards by the system. */
  readonly now: () => number;
  /** Milliseconds since any fixed moment; never set back. Guards against a clock that is. Default: `now`. */
  readonly elapsed?: (() => number) | undefined;
  /** Resolves after that time; rejects with the signal's reason when it is aborted first. */
  readonly sleep: (durationMs: number, signal?: AbortSignal) => Promise<void>;
  /** Keeps the process alive until the returned function is called: somebody waits. Default: nothing. */
  readonly hold?: (() => () => void) | undefined;
}

/** Chance. Used for jitter and request ids only, never for anything secret. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  readonly fraction: () => number;
  readonly uuid: () => string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface World {
  /** For services elsewhere. */
  readonly fetch: Fetch;
  /** For endpoints of the host itself: never through a proxy. */
  readonly fetchDirectly: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  /** Read anew for every request to the host: App Service may rotate `IDENTITY_HEADER`. */
  readonly environment: Environment;
  /** The text of a file. */
  readonly readFile: (path: string) => Promise<string>;
}

/** A pause that does not keep the process alive: while a caller waits, {@link hold} does. */
function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, durationMs);
    timer.unref();
    signal?.addEventListener("abort", stop, { once: true });
  });
}

let holders = 0;
let holding: NodeJS.Timeout | undefined;
const longestTimerMs = 2 ** 31 - 1;

function hold(): () => void {
  holders += 1;
  holding ??= setInterval(() => undefined, longestTimerMs);
  return () => {
    holders -= 1;
    if (holders > 0) return;
    clearInterval(holding);
    holding = undefined;
  };
}

/** Loads `node:fs` when it is first called: few sources read a file. */
async function readText(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(path, "utf8");
}

/** One object, because limits that hold for the whole process are kept by clock. */
const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep, hold };
const systemRandom: Random = { fraction: () => Math.random(), uuid: () => globalThis.crypto.randomUUID() };

/** The process's own world, with the given parts put in its place. A given `fetch` is used for every request. */
export function worldWith(parts: { readonly [Part in keyof World]?: World[Part] | undefined }): World {
  return {
    fetch: parts.fetch ?? fetchGlobally,
    fetchDirectly: parts.fetchDirectly ?? parts.fetch ?? fetchDirectly,
    clock: parts.clock ?? systemClock,
    random: parts.random ?? systemRandom,
    environment: parts.environment ?? process.env,
    readFile: parts.readFile ?? readText,
  };
}
