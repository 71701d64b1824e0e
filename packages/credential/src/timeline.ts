// What time it is, in three views: the machine's (which may be wrong and may be set), one that never runs backwards
// (by which lifetimes are counted), and the token service's (by which the moments in its tokens are meant).
import type { Clock } from "./world.ts";

/** How well a clock's difference is known. An identity endpoint reports its host's clock, not the token service's. */
type Teacher = "identity" | "exchange";

/**
 * A moment on the timeline is `elapsed` time, moved forwards to the machine's clock whenever that is ahead. Setting the
 * machine's clock back therefore never lengthens a token's life; setting it forwards, or waking from sleep, during which
 * `elapsed` stands still on Linux, shortens it at most.
 */
export class Timeline {
  readonly #clock: Clock;
  readonly #elapsed: (() => number) | undefined;
  #aheadMs = Number.NEGATIVE_INFINITY;
  #readAtWallMs = Number.POSITIVE_INFINITY;
  #offsetMs = 0;
  #skewMs = 0;
  #teacher: Teacher | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#elapsed = clock.elapsed;
  }

  /**
   * Now, in milliseconds. Comparable with other moments of this timeline only.
   *
   * Reading two clocks would double what serving a token costs, so within 50 ms of machine time after both were read the
   * machine's is believed. A clock set back to just that moment escapes notice for as long, and no longer.
   */
  now(): number {
    const wall = this.#clock.now();
    if (wall >= this.#readAtWallMs && wall < this.#readAtWallMs + 50) return wall + this.#offsetMs;
    return this.#readBoth(wall);
  }

  #readBoth(wall: number): number {
    const elapsed = this.#elapsed?.() ?? wall;
    if (this.#elapsed === undefined) this.#aheadMs = 0;
    else this.#aheadMs = Math.max(this.#aheadMs, wall - elapsed);
    this.#readAtWallMs = wall;
    this.#offsetMs = elapsed + this.#aheadMs - wall;
    return wall + this.#offsetMs;
  }

  /** A moment of this timeline as the machine's clock will show it, unless it is set. */
  toWall(momentMs: number): number {
    return Math.round(momentMs - this.now() + this.#clock.now());
  }

  /** A moment by the token service's clock, such as a token's `exp`, on this timeline. */
  fromService(serviceMs: number): number {
    return serviceMs - this.#baseMs();
  }

  /** By how much the token service's clock is ahead of the machine's, in milliseconds; undefined while unknown. */
  get skewMs(): number | undefined {
    return this.#teacher === undefined ? undefined : Math.round(this.#baseMs() + this.now() - this.#clock.now());
  }

  /**
   * Learns the skew from an answer's `Date` (whole seconds, so half a second is added). Returns by how much moments
   * that came from {@link fromService} move, in milliseconds.
   */
  learn(dateMs: number, sent: { readonly atMs: number; readonly teacher: Teacher }): number {
    if (this.#teacher === "exchange" && sent.teacher === "identity") return 0;
    const before = this.#baseMs();
    const now = this.now();
    this.#skewMs = dateMs + 500 - (sent.atMs + now) / 2;
    this.#teacher = sent.teacher;
    return before - this.#skewMs;
  }

  /** Service time minus timeline. Before anything is known, the machine's clock is believed. */
  #baseMs(): number {
    return this.#teacher === undefined ? this.#clock.now() - this.now() : this.#skewMs;
  }
}
