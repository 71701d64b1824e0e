import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Everything that the emulator takes from outside: time and chance. Tests pass their own. */
export interface World {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
  readonly uuid: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Lets so much time pass. Only faults that take time wait. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

export const realWorld: World = {
  now: () => Date.now(),
  uuid: () => randomUUID(),
  randomBytes: (length) => randomBytes(length),
  // Unreferenced: an answer that is held back does not keep the process alive.
  wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
};
