import { randomBytes, randomUUID } from "node:crypto";

/** What the emulator takes from outside: time and chance. Tests pass their own. */
export interface World {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
  readonly uuid: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
}

export const realWorld: World = {
  now: () => Date.now(),
  uuid: () => randomUUID(),
  randomBytes: (length) => randomBytes(length),
};
