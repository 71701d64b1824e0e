// How fast requests go out: so many at once over all directories, so many writes a second to each service of each.
import { pauseFor } from "../cancellation.ts";
import type { Clock } from "../clock.ts";

/** Admits a request, and is told when it is over. */
export interface Pace {
  admit(method: string): Promise<() => void>;
}

/** At most so many at a time; the rest wait in the order in which they came. */
export class Gate {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async enter(): Promise<() => void> {
    // Who is let in takes over the place of who leaves.
    if (this.#inside >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    };
  }
}

export interface WriteRate {
  /** Writes that may go at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Well below what the services allow: Graph 3,000 writes in 150 s for an application in a directory, Resource Manager
 * 200 and 10 more each second.
 *
 * @see https://learn.microsoft.com/graph/throttling-limits
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export const writeRates: Readonly<Record<"graph" | "resourceManager", WriteRate>> = {
  graph: { burst: 20, perSecond: 5 },
  resourceManager: { burst: 20, perSecond: 5 },
};

/** Requests that may be under way at once, over all directories. */
export const requestsAtOnce = 16;

/** A pace for one service of one directory. */
export function paceFor(
  rate: WriteRate,
  on: { readonly gate: Gate; readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Pace {
  const { gate, clock, signal } = on;
  let tokens = rate.burst;
  let atMs = clock.nowMs();
  async function takeToken(): Promise<void> {
    const nowMs = clock.nowMs();
    tokens = Math.min(rate.burst, tokens + (Math.max(0, nowMs - atMs) * rate.perSecond) / 1_000);
    atMs = nowMs;
    // Taken at once, paid for by waiting: so waiters go in the order in which they came.
    tokens -= 1;
    if (tokens < 0) await pauseFor((-tokens / rate.perSecond) * 1_000, { clock, signal });
  }
  return {
    admit: async (method) => {
      if (method !== "GET") await takeToken();
      return gate.enter();
    },
  };
}
