import * as fc from "fast-check";
import { expect, test } from "vitest";
import { documented, judge, pass, type Check } from "@tegata/core";

const provenance = documented("https://example.invalid");

function lights(outcomes: readonly boolean[]): Check<null>[] {
  return outcomes.map((ok, index) => ({
    id: `n.${index}`,
    requires: "a light is on",
    failsWith: index,
    provenance,
    run: () => (ok ? pass("on") : { ok: false, wanted: "on", saw: "off", values: { at: String(index) } }),
  }));
}

test("the first failure decides, what stands before it passed, what stands behind it is not reached", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (outcomes) => {
      const first = outcomes.indexOf(false);
      const { verdicts, refusal } = judge(lights(outcomes), null);
      expect(verdicts.map((verdict) => verdict.outcome)).toEqual(
        outcomes.map((_, index) => {
          if (first < 0 || index < first) return "passed";
          return index === first ? "failed" : "not reached";
        }),
      );
      expect(refusal).toEqual(
        first < 0 ? undefined : { check: `n.${first}`, code: first, values: { at: String(first) } },
      );
    }),
  );
});

test("a check behind a failure is not run: it may rely on what failed", () => {
  const explosive: Check<null> = {
    id: "n.last",
    requires: "nothing",
    failsWith: 9,
    provenance,
    run: () => {
      throw new Error("ran");
    },
  };
  expect(judge([...lights([false]), explosive], null).refusal?.code).toBe(0);
});

test("a finding may name a narrower code than its check", () => {
  const check: Check<null> = {
    id: "n.narrow",
    requires: "nothing",
    failsWith: 1,
    provenance,
    run: () => ({ ok: false, wanted: "a", saw: "A", code: 11 }),
  };
  expect(judge([check], null)).toEqual({
    verdicts: [
      { id: "n.narrow", requires: "nothing", provenance: "documented", outcome: "failed", wanted: "a", saw: "A" },
    ],
    refusal: { check: "n.narrow", code: 11, values: {} },
  });
});
