// The world outside, as arguments: everything that makes one run differ from another comes in through here, so that a
// test can stand in for it. Nothing else in this package touches the network, the time, chance or the environment.

/** Time. Milliseconds throughout. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  /** Resolves after that time; rejects with the signal's reason when it is aborted first. */
  readonly sleep: (durationMs: number, signal?: AbortSignal) => Promise<void>;
}

/** Chance. Used for jitter and request ids only, never for anything secret. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  readonly fraction: () => number;
  readonly uuid: () => string;
}

/** What a request needs of `fetch`. */
export interface FetchRequest {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** A redirect is never followed: it would carry a secret to another host. */
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** What is read of an answer. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
}

/** The part of `fetch` that this package uses; the global one fits. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchResponse>;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface World {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  /** Read anew for every request to the host: App Service may rotate `IDENTITY_HEADER`. */
  readonly environment: Environment;
}

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
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The process's own world, with the given parts put in its place. */
export function worldWith(parts: { readonly [Part in keyof World]?: World[Part] | undefined }): World {
  return {
    fetch: parts.fetch ?? ((url, request) => globalThis.fetch(url, request)),
    clock: parts.clock ?? { now: () => Date.now(), sleep },
    random: parts.random ?? { fraction: () => Math.random(), uuid: () => globalThis.crypto.randomUUID() },
    environment: parts.environment ?? process.env,
  };
}
