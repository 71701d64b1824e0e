import type { World } from "../world.ts";

/** The emulator's clock: the world's, moved. It keeps running; moving it back is allowed, as with a real clock. */
export class Clock {
  readonly #world: World;
  readonly #listeners: (() => Promise<void>)[] = [];
  #shiftMs = 0;

  constructor(world: World) {
    this.#world = world;
  }

  now(): number {
    return this.#world.now() + this.#shiftMs;
  }

  /** How far the clock is ahead of the world's, in milliseconds; negative when it is behind. */
  get shiftMs(): number {
    return this.#shiftMs;
  }

  shiftBy(milliseconds: number): void {
    this.#shiftMs += milliseconds;
  }

  setTo(nowMs: number): void {
    this.#shiftMs = nowMs - this.#world.now();
  }

  /** Goes by the world's clock again. */
  reset(): void {
    this.#shiftMs = 0;
  }

  /** Has something done whenever the clock was moved: what would happen at its time must not wait for the real one. */
  whenMoved(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** To be called once the clock was moved. Ends when all that had to be done is done. */
  async moved(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener()));
  }
}

/** The same world, with a clock that can be moved. */
export function worldWithClock(world: World, clock: Clock): World {
  return { ...world, now: () => clock.now() };
}
