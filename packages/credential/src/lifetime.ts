// When a token is renewed, and what is kept of one.
import type { World } from "./world.ts";

export interface Held {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expiresOnMs: number;
  /** From then on a new one is fetched while this one is served. */
  readonly refreshAfterMs: number;
}

/** Platforms hand the same token out again until they renew it themselves: near its end, do not ask all the time. */
const shortestPauseMs = 5_000;

/**
 * When to renew a token: at 70 to 80 % of what is left of its life. The spread keeps processes that started together
 * from renewing together; a quarter of the life is left for an outage of the token service.
 */
export function renewalMoment(expiresOnMs: number, world: World): number {
  const now = world.clock.now();
  return now + Math.max((expiresOnMs - now) * (0.7 + world.random.fraction() / 10), shortestPauseMs);
}
