export interface RateLimitOptions {
  readonly perSecond: number;
  readonly concurrent: number;
  /** Milliseconds, by the emulator's clock. */
  readonly now: () => number;
}

/** Counts requests of the last second, and those under way. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #begunMs: number[] = [];
  #underWay = 0;

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Lets a request begin and returns how to end it, or undefined when there are too many. */
  begin(): (() => void) | undefined {
    const { perSecond, concurrent, now } = this.#options;
    const nowMs = now();
    // A clock that was set back must not lock anybody out.
    this.#begunMs = this.#begunMs.filter((begunMs) => begunMs > nowMs - 1000 && begunMs <= nowMs);
    if (this.#begunMs.length >= perSecond || this.#underWay >= concurrent) return undefined;
    this.#begunMs.push(nowMs);
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
    };
  }
}
