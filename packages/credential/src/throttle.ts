// `Retry-After` of the token service, by directory: it counts for every resource there, and for no other directory.
import type { TenantId } from "@tegata/core";
import { CrossTenantCredentialError } from "./errors.ts";
import type { Timeline } from "./timeline.ts";

const fewest = 64;

interface Pause {
  readonly error: CrossTenantCredentialError;
  readonly untilMs: number;
}

export class Throttle {
  readonly #pauses = new Map<TenantId, Pause>();
  readonly #timeline: Timeline;
  #sweepAt = fewest;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** @throws CrossTenantCredentialError the service's own answer, until the time it asked for is over */
  throwIfPaused(tenantId: TenantId): void {
    const pause = this.#pauses.get(tenantId);
    if (pause === undefined) return;
    if (this.#timeline.now() < pause.untilMs) throw pause.error;
    this.#pauses.delete(tenantId);
  }

  /** Until when a directory is left alone, on the timeline. */
  pausedUntil(tenantId: TenantId): number | undefined {
    return this.#pauses.get(tenantId)?.untilMs;
  }

  note(tenantId: TenantId, error: unknown): void {
    if (!(error instanceof CrossTenantCredentialError) || !error.retryAfterMs) return;
    const nowMs = this.#timeline.now();
    this.#pauses.set(tenantId, { error, untilMs: nowMs + error.retryAfterMs });
    // Twice as many as there are directories under a pause, at most. Looked through only when their number has doubled,
    // so that noting one takes the same time in an outage of 100,000 directories.
    if (this.#pauses.size < this.#sweepAt) return;
    for (const [other, { untilMs }] of this.#pauses) if (untilMs <= nowMs) this.#pauses.delete(other);
    this.#sweepAt = Math.max(fewest, this.#pauses.size * 2);
  }
}
