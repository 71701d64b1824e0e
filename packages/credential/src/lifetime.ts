// When a token is renewed.
import type { Random } from "./world.ts";

/** What was acquired, and for how long it holds. Moments of the {@link Timeline}, in milliseconds. */
export interface Acquired<Value> {
  readonly value: Value;
  readonly deadlineMs: number;
  /** From then on a new one is fetched while this one is served. */
  readonly refreshAfterMs: number;
}

/** Platforms hand the same token out again until they renew it themselves: near its end, do not ask all the time. */
const shortestPauseMs = 5_000;

/**
 * When to renew a token: at 70 to 80 % of what is left of its life. The spread keeps processes that started together
 * from renewing together; a quarter of the life is left for an outage of the token service.
 */
export function renewalMoment(deadlineMs: number, at: { readonly nowMs: number; readonly random: Random }): number {
  return at.nowMs + Math.max((deadlineMs - at.nowMs) * (0.7 + at.random.fraction() / 10), shortestPauseMs);
}
