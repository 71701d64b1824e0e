import { createHash } from "node:crypto";
import type { World } from "../src/index.ts";

/** Friday, 2 January 2026, 03:04:05 UTC: when every test begins. */
export const startMs: number = Date.UTC(2026, 0, 2, 3, 4, 5);
export const startSeconds: number = startMs / 1000;

export interface TestWorld extends World {
  /** Moves the clock. */
  readonly advance: (seconds: number) => void;
  /** How long somebody wanted to wait, each time, in milliseconds. The clock moves by it at once. */
  readonly waits: readonly number[];
}

/** A world of the test's own: a clock that stands still, ids that are counted, bytes that follow from a counter. */
export function aWorld(): TestWorld {
  let nowMs = startMs;
  let ids = 0;
  let draws = 0;
  const waits: number[] = [];
  return {
    now: () => nowMs,
    uuid: () => `e0000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    randomBytes: (length) => {
      const draw = ++draws;
      const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
        createHash("sha256").update(`draw ${draw}, block ${index}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, length);
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      nowMs += milliseconds;
    },
    waits,
    advance: (seconds) => {
      nowMs += seconds * 1000;
    },
  };
}
