// A day of faults, on random schedules. The same schedules run against what users glue together today: bench/README.md.
import * as fc from "fast-check";
import { describe, it, expect } from "vitest";
import { runDay, type Report } from "../../../bench/simulated-day/day.ts";
import { schedules, type Schedule } from "../../../bench/simulated-day/schedule.ts";
import { tegata } from "../../../bench/simulated-day/tegata.ts";

/** Everything that must never be, as one object to compare with. */
const never = {
  expired: 0,
  failedWithValid: 0,
  waitedWithValid: 0,
  unanswered: 0,
  requestsDuringPause: 0,
};

function faultsOf({
  expired,
  failedWithValid,
  waitedWithValid,
  unanswered,
  requestsDuringPause,
}: Report): typeof never {
  return { expired, failedWithValid, waitedWithValid, unanswered, requestsDuringPause };
}

const runs = Number(process.env["TEGATA_SIMULATED_DAYS"] ?? 24);

describe("on a simulated day with faults, skewed clocks and rolled keys", () => {
  it("no caller gets an expired token, fails or waits while a valid one is held, and pauses are respected", async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        const report = await runDay(schedule, tegata);
        expect(report.calls).toBeGreaterThan(0);
        expect(faultsOf(report)).toEqual(never);
        expect(report.mostIdentityAtOnce).toBeLessThanOrEqual(5);
        expect(report.mostIdentityInASecond).toBeLessThanOrEqual(20);
        expect(report.mostTokenInAMinute).toBeLessThanOrEqual(40);
      }),
      { numRuns: runs, seed: 20_261_122 },
    );
  }, 120_000);

  it("skewed clocks, clocks that are set and rolled keys alone fail nobody", async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (schedule) => {
        const report = await runDay({ ...schedule, faults: [] }, tegata);
        expect({ ...faultsOf(report), failed: report.failed }).toEqual({ ...never, failed: 0 });
      }),
      { numRuns: runs, seed: 20_261_124 },
    );
  }, 120_000);

  it("a day without faults takes one assertion at a time and one exchange for each 70 % of a life", async () => {
    const quiet = schedules.map((schedule): Schedule => ({
      ...schedule,
      faults: [],
      steps: [],
      rolloversMs: [],
      aheadMs: 0,
    }));
    await fc.assert(
      fc.asyncProperty(quiet, async (schedule) => {
        const report = await runDay(schedule, tegata);
        const keys = new Set(schedule.calls.map(({ directory, resource }) => `${directory}/${resource}`)).size;
        const day = 86_400_000;
        expect(faultsOf(report)).toEqual(never);
        expect(report.failed).toBe(0);
        expect(report.tokenRequests).toBeLessThanOrEqual(keys * Math.ceil(day / (0.69 * schedule.accessTokenLifeMs)));
        expect(report.identityRequests).toBeLessThanOrEqual(Math.ceil(day / (0.69 * schedule.assertionLifeMs)));
      }),
      { numRuns: Math.ceil(runs / 3), seed: 20_261_123 },
    );
  }, 120_000);
});
