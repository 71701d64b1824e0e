// What happens on a simulated day: who asks for tokens when, and what goes wrong when.
import * as fc from "fast-check";

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** Moments are milliseconds since the day began, by a clock that is right. */
export interface CallPlan {
  readonly directory: number;
  readonly resource: number;
  readonly firstAtMs: number;
  readonly everyMs: number;
  /** Callers at the same moment. */
  readonly atOnce: number;
}

export type FaultKind =
  | "429"
  | "429 with Retry-After"
  | "500"
  | "503 with Retry-After"
  | "reset"
  | "silence"
  | "malformed"
  | "slow";

export interface Fault {
  /** The identity endpoint, the token endpoint of one directory, or of all. */
  readonly target: "identity" | "directory 0" | "every directory";
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly durationMs: number;
  /** Seconds of `Retry-After`, or of slowness. */
  readonly seconds: number;
}

/** The machine's clock is set: from then on it is that much ahead of the right time. */
export interface ClockStep {
  readonly atMs: number;
  readonly aheadMs: number;
}

export interface Schedule {
  readonly calls: readonly CallPlan[];
  readonly faults: readonly Fault[];
  /** How much the machine's clock is ahead when the day begins. */
  readonly aheadMs: number;
  readonly steps: readonly ClockStep[];
  /** From then on the issuer signs with a new key, and what the old one signed is refused. */
  readonly rolloversMs: readonly number[];
  readonly accessTokenLifeMs: number;
  readonly assertionLifeMs: number;
  readonly seed: number;
}

const tenMinutes = { min: -10 * minuteMs, max: 10 * minuteMs };

const callPlan: fc.Arbitrary<CallPlan> = fc.record({
  directory: fc.nat(2),
  resource: fc.nat(1),
  firstAtMs: fc.nat(2 * hourMs),
  everyMs: fc.oneof(
    fc.integer({ min: 20 * secondMs, max: 2 * minuteMs }),
    fc.integer({ min: minuteMs, max: 30 * minuteMs }),
    fc.integer({ min: hourMs, max: 5 * hourMs }),
  ),
  atOnce: fc.constantFrom(1, 1, 3, 20),
});

const fault: fc.Arbitrary<Fault> = fc.record({
  target: fc.constantFrom("identity" as const, "directory 0" as const, "every directory" as const),
  kind: fc.constantFrom<FaultKind>(
    "429",
    "429 with Retry-After",
    "500",
    "503 with Retry-After",
    "reset",
    "silence",
    "malformed",
    "slow",
  ),
  fromMs: fc.nat(dayMs),
  durationMs: fc.oneof(
    fc.integer({ min: secondMs, max: 5 * minuteMs }),
    fc.integer({ min: 5 * minuteMs, max: hourMs }),
    fc.integer({ min: hourMs, max: 4 * hourMs }),
  ),
  seconds: fc.integer({ min: 1, max: 600 }),
});

/** Random days. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  calls: fc.array(callPlan, { minLength: 1, maxLength: 4 }),
  faults: fc.array(fault, { maxLength: 8 }),
  aheadMs: fc.oneof(fc.constant(0), fc.integer(tenMinutes)),
  steps: fc.array(fc.record({ atMs: fc.nat(dayMs), aheadMs: fc.integer(tenMinutes) }), { maxLength: 2 }),
  rolloversMs: fc.array(fc.nat(dayMs), { maxLength: 2 }),
  accessTokenLifeMs: fc.integer({ min: 60 * minuteMs, max: 90 * minuteMs }).map((ms) => ms - (ms % secondMs)),
  assertionLifeMs: fc.constantFrom(24 * hourMs, 8 * hourMs, hourMs),
  seed: fc.nat(),
});
