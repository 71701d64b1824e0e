import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeScope, reaches } from "@tegata/core";

const segments = fc.array(fc.stringMatching(/^[a-zA-Z0-9.-]{1,8}$/), { minLength: 1, maxLength: 8 });

describe("reaches", () => {
  test.each([
    ["/subscriptions/1", "/subscriptions/12"],
    ["/subscriptions/1/resourceGroups/rg", "/subscriptions/1"],
    ["/subscriptions/1/resourceGroups/rg", "/subscriptions/1/resourceGroups/rg2/providers/x/y/z"],
    ["/subscriptions/2", "/subscriptions/1"],
  ])("%s does not reach %s", (above, below) => {
    expect(reaches(above, below)).toBe(false);
  });

  test("a scope reaches itself and everything below it, in any case, with any slashes", () => {
    fc.assert(
      fc.property(segments, segments, (above, more) => {
        const upper = `/${above.join("/")}`;
        const lower = `/${[...above, ...more].join("/")}`;
        expect(reaches(upper, lower)).toBe(true);
        expect(reaches(upper.toUpperCase(), `${lower.toLowerCase()}/`)).toBe(true);
        expect(reaches(`${upper}/`, lower.replaceAll("/", "//"))).toBe(true);
        expect(reaches("/", lower)).toBe(true);
        expect(reaches(lower, upper)).toBe(false);
      }),
    );
  });

  test("no scope reaches one that only continues its last name", () => {
    fc.assert(
      fc.property(segments, fc.stringMatching(/^[a-z0-9]{1,5}$/), (above, tail) => {
        expect(reaches(`/${above.join("/")}`, `/${above.join("/")}${tail}/more`)).toBe(false);
      }),
    );
  });
});

test("normalizing twice changes nothing", () => {
  fc.assert(fc.property(fc.string(), (text) => normalizeScope(normalizeScope(text)) === normalizeScope(text)));
});
