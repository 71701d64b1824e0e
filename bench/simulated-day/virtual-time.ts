// Time that passes only when everything that could happen before has happened.

interface Waiting {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

const { setImmediate: turn } = globalThis;

export class VirtualTime {
  /** Milliseconds since the day began. */
  nowMs = 0;
  #waiting: Waiting[] = [];
  #order = 0;

  /** Calls back at that moment; the returned function takes it back. */
  at(atMs: number, wake: () => void): () => void {
    const entry: Waiting = { atMs: Math.max(atMs, this.nowMs), order: (this.#order += 1), wake };
    this.#insert(entry);
    return () => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  /** Runs until nothing waits any more or that moment has come. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      // Everything in between is promises, which are all settled before the next turn.
      await new Promise((resolve) => turn(resolve));
      const next = this.#waiting[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#waiting.shift();
      this.nowMs = next.atMs;
      next.wake();
    }
    this.nowMs = endMs;
  }

  #insert(entry: Waiting): void {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#waiting[middle];
      const isBefore = other !== undefined && (other.atMs - entry.atMs || other.order - entry.order) < 0;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, entry);
  }
}

/** A seeded source of chance: https://github.com/cprosche/mulberry32 */
export function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
