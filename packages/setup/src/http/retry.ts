// Which failures are worth another try, and when. Every request of this package may be repeated: writes are PUT,
// PATCH by a key that we chose, or a POST that is refused when the thing is there, which is then read and adopted.

/** How long a request is tried. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A `Retry-After` longer than this is not waited for. */
  readonly longestRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  firstDelayMs: 1_000,
  longestDelayMs: 30_000,
  longestRetryAfterMs: 300_000,
};

/** Statuses that Microsoft's own tools retry: azuread's base client takes 408, 424, 429 and 5xx. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 424 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * `Retry-After` in milliseconds, given in seconds or as a date; undefined when absent or unreadable.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** The pause before try number `attempt + 1`: doubling, capped. */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
}
