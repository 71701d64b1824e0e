// What a process may ask of the instance metadata service: 20 requests a second and 5 at once, above which it answers
// 429 to every identity of the machine.
// https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#rate-limiting
import type { Clock } from "./world.ts";

const mostAtOnce = 5;
const mostInPeriod = 20;
const periodMs = 1_000;

/** Turns, first come first served. */
class Budget {
  readonly #clock: Clock;
  readonly #nowMs: () => number;
  /** When the last {@link mostInPeriod} turns began. */
  readonly #begunAtMs: number[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;
  #oneIsOver: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#nowMs = clock.elapsed ?? clock.now;
  }

  /** Waits for a turn; the returned function ends it. */
  takeTurn(): Promise<() => void> {
    const turn = this.#last.then(() => this.#begin());
    this.#last = turn;
    return turn;
  }

  async #begin(): Promise<() => void> {
    while (this.#running >= mostAtOnce) {
      await new Promise<void>((resolve) => {
        this.#oneIsOver = resolve;
      });
    }
    const earliest = this.#begunAtMs.length < mostInPeriod ? undefined : this.#begunAtMs.shift();
    if (earliest !== undefined) {
      // A millisecond more, because timers may fire early by a part of one.
      const pauseMs = earliest + periodMs + 1 - this.#nowMs();
      if (pauseMs > 0) await this.#clock.sleep(pauseMs);
    }
    this.#begunAtMs.push(this.#nowMs());
    this.#running += 1;
    return () => this.#end();
  }

  #end(): void {
    this.#running -= 1;
    this.#oneIsOver?.();
    this.#oneIsOver = undefined;
  }
}

/** One budget a clock, so one a process unless a test brings its own time. */
const budgets = new WeakMap<Clock, Budget>();

/** The budget that everything in this process shares towards the instance metadata service. */
export function imdsBudget(clock: Clock): { takeTurn(): Promise<() => void> } {
  const known = budgets.get(clock);
  if (known !== undefined) return known;
  const budget = new Budget(clock);
  budgets.set(clock, budget);
  return budget;
}
