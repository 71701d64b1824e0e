// Law: a valid token is always served. It is renewed ahead of time, in the background, by one request at a time; a
// failed renewal is nobody's error until the token has really expired.
import { CrossTenantCredentialError } from "./errors.ts";
import type { Acquired } from "./lifetime.ts";
import type { Timeline } from "./timeline.ts";
import type { Random } from "./world.ts";

const firstBackOffMs = 5_000;
const longestBackOffMs = 300_000;
/** Without a token, somebody waits: a service that has recovered must be found again within this time. */
const longestHoldOffMs = 5_000;

/** Who fills a slot. One object for all slots of a kind, so that a slot costs no closure. */
export interface Supplier<Value, Place> {
  readonly timeline: Timeline;
  readonly random: Random;
  /** Never called while another call for the same slot is under way. `inBackground`: nobody waits for it. */
  readonly acquire: (place: Place, inBackground: boolean, context: unknown) => Promise<Acquired<Value>>;
  readonly landed: (place: Place) => void;
  /** An attempt failed. In the background that is nobody's error: the valid token goes on being served. */
  readonly failed: (place: Place) => void;
}

/** By then the supplier was told. */
function told(): void {}

/** The place of one token: holds it, serves it, renews it. */
export class Slot<Value, Place extends Slot<Value, Place>> {
  // The first three are what serving reads: among 100,000 slots, one line of the processor's cache each.
  /** Resolved with the value: what a caller gets, with nothing made anew. */
  served: Promise<Value> | undefined;
  /** `refreshAfterMs` in whole seconds: V8 keeps so small a number in the object itself, a large one in another. */
  #freshUntilSeconds = 0;
  refreshAfterMs = 0;
  /** Where it stands in the order of use. */
  place = 0;
  deadlineMs = 0;
  value: Value | undefined;
  readonly supplier: Supplier<Value, Place>;
  #flight: Promise<Value> | undefined;
  #failures = 0;
  #lastError: unknown;
  /** No renewal in the background, and no request for a caller, before these moments. */
  #renewNotBeforeMs = 0;
  #askNotBeforeMs = 0;

  constructor(supplier: Supplier<Value, Place>) {
    this.supplier = supplier;
  }

  /** The token, if it is valid; starts its renewal when that is due. Never waits. */
  serve(nowMs: number): Promise<Value> | undefined {
    // One comparison for nearly every call.
    if (nowMs < this.#freshUntilSeconds * 1000) return this.served;
    if (nowMs < this.refreshAfterMs) return this.served;
    if (nowMs >= this.deadlineMs) return undefined;
    this.#renew(nowMs);
    return this.served;
  }

  /** A new token: that of the request under way, or of a new request. */
  next(nowMs: number, context?: unknown): Promise<Value> {
    if (this.#flight !== undefined) return this.#flight;
    // An error that was thrown already is told again, rather than a service in trouble asked again.
    if (nowMs < this.#askNotBeforeMs && this.#lastError !== undefined) return Promise.reject(this.#lastError);
    return this.#fly(false, context);
  }

  /** Drops the token: the next caller gets a new one. */
  forget(): void {
    this.value = undefined;
    this.served = undefined;
    this.deadlineMs = 0;
    this.#refreshAfter(0);
  }

  /** Moves the moments that were counted by another's clock. */
  shift(byMs: number): void {
    this.deadlineMs += byMs;
    this.#refreshAfter(this.refreshAfterMs + byMs);
  }

  get isIdle(): boolean {
    return this.#flight === undefined;
  }

  /** Whether it holds an error to be told again, which takes more room than the slot itself. */
  get keepsError(): boolean {
    return this.#lastError !== undefined;
  }

  get failures(): number {
    return this.#failures;
  }

  #refreshAfter(momentMs: number): void {
    this.refreshAfterMs = momentMs;
    this.#freshUntilSeconds = Math.floor(momentMs / 1000);
  }

  #renew(nowMs: number): void {
    if (this.#flight !== undefined || nowMs < this.#renewNotBeforeMs) return;
    this.#fly(true, undefined).catch(told);
  }

  #fly(inBackground: boolean, context: unknown): Promise<Value> {
    const flight = this.#acquire(inBackground, context);
    this.#flight = flight;
    return flight;
  }

  async #acquire(inBackground: boolean, context: unknown): Promise<Value> {
    const place = this as unknown as Place;
    try {
      const { value, deadlineMs, refreshAfterMs } = await this.supplier.acquire(place, inBackground, context);
      this.value = value;
      this.deadlineMs = deadlineMs;
      this.#refreshAfter(Math.min(refreshAfterMs, deadlineMs));
      // This very promise would do, but the chain behind it would be kept with it.
      this.served = Promise.resolve(value);
      this.#failures = 0;
      this.#lastError = undefined;
      this.#renewNotBeforeMs = 0;
      this.#askNotBeforeMs = 0;
      this.supplier.landed(place);
      return value;
    } catch (error) {
      this.#noteFailure(error);
      throw error;
    } finally {
      this.#flight = undefined;
    }
  }

  #noteFailure(error: unknown): void {
    const nowMs = this.supplier.timeline.now();
    const askedMs = (error instanceof CrossTenantCredentialError ? error.retryAfterMs : undefined) ?? 0;
    const leftMs = Math.max(this.deadlineMs - nowMs, 0);
    const backOffMs = Math.min(firstBackOffMs * 2 ** this.#failures, longestBackOffMs, Math.max(leftMs / 4, 5_000));
    // The first repetition is free: most failures of a first call are mended by then, or are somebody's experiment.
    const holdOffMs = this.#failures === 0 ? 0 : Math.min(250 * 2 ** this.#failures, longestHoldOffMs);
    this.#failures = Math.min(this.#failures + 1, 30);
    // While a token is held nobody is told, and 100,000 slots would keep an error each through an outage.
    this.#lastError = nowMs < this.deadlineMs && askedMs === 0 ? undefined : error;
    this.#renewNotBeforeMs = nowMs + Math.max(askedMs, backOffMs * (0.75 + this.supplier.random.fraction() / 2));
    this.#askNotBeforeMs = nowMs + Math.max(askedMs, holdOffMs);
    this.supplier.failed(this as unknown as Place);
  }
}
