// Law: a valid token is always served. It is renewed ahead of time, in the background, by one request at a time; a
// failed renewal is nobody's error until the token has really expired.
import { CrossTenantCredentialError } from "./errors.ts";
import type { Held } from "./lifetime.ts";
import type { World } from "./world.ts";

const firstBackOffMs = 5_000;
const longestBackOffMs = 300_000;

/** The place of one token: holds it, serves it, renews it. */
export class TokenSlot<Token extends Held> {
  readonly #acquire: () => Promise<Token>;
  readonly #world: World;
  #held: Token | undefined;
  #flight: Promise<Token> | undefined;
  #failures = 0;
  /** No renewal in the background before this moment. */
  #renewNotBeforeMs = 0;
  /** The service asked to be left alone: this is answered in its place until then. */
  #throttled: { readonly error: Error; readonly untilMs: number } | undefined;

  constructor(acquire: () => Promise<Token>, world: World) {
    this.#acquire = acquire;
    this.#world = world;
  }

  /** The token, if it is valid; starts its renewal when that is due. Never waits. */
  current(): Token | undefined {
    const held = this.#held;
    if (held === undefined) return undefined;
    const now = this.#world.clock.now();
    if (now >= held.expiresOnMs) return undefined;
    if (now >= held.refreshAfterMs && this.#flight === undefined && now >= this.#renewNotBeforeMs) {
      this.#fly().catch(noOneWaits);
    }
    return held;
  }

  /** A new token: that of the request under way, or of a new request. */
  next(): Promise<Token> {
    if (this.#flight !== undefined) return this.#flight;
    const throttled = this.#throttled;
    if (throttled && this.#world.clock.now() < throttled.untilMs) return Promise.reject(throttled.error);
    return this.#fly();
  }

  /** The token if it is valid, else a new one. */
  async get(): Promise<Token> {
    return this.current() ?? this.next();
  }

  /** Drops the token: the next caller gets a new one. */
  forget(): void {
    this.#held = undefined;
  }

  get isExpired(): boolean {
    return this.#flight === undefined && (this.#held?.expiresOnMs ?? 0) <= this.#world.clock.now();
  }

  #fly(): Promise<Token> {
    this.#flight = this.#acquire().then(
      (token) => this.#land(token),
      (error: unknown) => this.#fail(error),
    );
    return this.#flight;
  }

  #land(token: Token): Token {
    this.#flight = undefined;
    this.#held = token;
    this.#failures = 0;
    this.#renewNotBeforeMs = 0;
    this.#throttled = undefined;
    return token;
  }

  #fail(error: unknown): never {
    this.#flight = undefined;
    const now = this.#world.clock.now();
    const backOffMs = Math.min(firstBackOffMs * 2 ** this.#failures, longestBackOffMs);
    const askedMs = error instanceof CrossTenantCredentialError ? error.retryAfterMs : undefined;
    this.#failures += 1;
    this.#renewNotBeforeMs = now + Math.max(askedMs ?? 0, backOffMs * (0.75 + this.#world.random.fraction() / 2));
    this.#throttled =
      askedMs === undefined ? undefined : { error: error as CrossTenantCredentialError, untilMs: now + askedMs };
    throw error;
  }
}

/** A renewal in the background failed: the slot has noted it, and the valid token goes on being served. */
function noOneWaits(): void {
  // Nothing to do here, and no one to tell yet: an event hook is planned.
}

/** Slots by key. Bounded, because claims challenges make new keys for as long as the process lives. */
export class TokenCache<Token extends Held> {
  readonly #slots = new Map<string, TokenSlot<Token>>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  find(key: string): TokenSlot<Token> | undefined {
    return this.#slots.get(key);
  }

  add(key: string, slot: TokenSlot<Token>): TokenSlot<Token> {
    if (this.#slots.size >= this.#limit) this.#makeRoom();
    this.#slots.set(key, slot);
    return slot;
  }

  #makeRoom(): void {
    for (const [key, slot] of this.#slots) if (slot.isExpired) this.#slots.delete(key);
    const [oldest] = this.#slots.keys();
    if (this.#slots.size >= this.#limit && oldest !== undefined) this.#slots.delete(oldest);
  }
}
