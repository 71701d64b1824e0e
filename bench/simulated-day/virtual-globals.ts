// Clock and timers of the whole process, for a client that takes neither as an argument. Only in a process of its own.
import type { VirtualTime } from "./virtual-time.ts";

interface Timer {
  cancel: () => void;
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
  refresh(): Timer;
  [Symbol.toPrimitive](): number;
}

function timerOf(cancel: () => void): Timer {
  const timer: Timer = {
    cancel,
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    refresh: () => timer,
    [Symbol.toPrimitive]: () => 0,
  };
  return timer;
}

/** From now on `Date`, `setTimeout` and `setInterval` follow the virtual time, for good. */
export function replaceGlobals(time: VirtualTime, wallMs: () => number): void {
  const RealDate = Date;
  class VirtualDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(wallMs());
      else super(...(given as [number]));
    }
    static override now(): number {
      return Math.floor(wallMs());
    }
  }
  const later = (call: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]): Timer =>
    timerOf(time.at(time.nowMs + Math.max(1, delayMs), () => call(...given)));
  const again = (call: (...given: unknown[]) => void, everyMs = 0, ...given: unknown[]): Timer => {
    const timer = timerOf(() => undefined);
    const run = (): void => {
      timer.cancel = time.at(time.nowMs + Math.max(1, everyMs), run);
      call(...given);
    };
    timer.cancel = time.at(time.nowMs + Math.max(1, everyMs), run);
    return timer;
  };
  const stop = (timer: Timer | undefined): void => timer?.cancel();
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: later,
    setInterval: again,
    clearTimeout: stop,
    clearInterval: stop,
  });
}
