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

const poolBytes = 4096;
let pool: Buffer = Buffer.alloc(0);
let taken = 0;

/** Random bytes, asked of the system by the page: a token needs some a few times. Each byte is handed out once. */
function pooledRandomBytes(length: number): Uint8Array {
  if (length > poolBytes) return randomBytes(length);
  if (taken + length > pool.length) [pool, taken] = [randomBytes(poolBytes), 0];
  const bytes = new Uint8Array(length);
  pool.copy(bytes, 0, taken, taken + length);
  pool.fill(0, taken, (taken += length));
  return bytes;
}

export const realWorld: World = {
  now: () => Date.now(),
  uuid: () => randomUUID(),
  randomBytes: pooledRandomBytes,
  // Unreferenced: an answer that is held back does not keep the process alive.
  wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
};
