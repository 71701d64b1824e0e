import type { Clock } from "../../src/index.ts";

/** A clock that stands still but for the waits, which take no time at all. */
export class FakeClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 22);
  readonly sleptMs: number[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    this.sleptMs.push(durationMs);
    this.#nowMs += durationMs;
    return Promise.resolve();
  }
}
