import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareCredential, findMatchingCredential } from "@tegata/core";

const letters = fc.stringMatching(/^[a-z]{3,20}$/);
const parts = fc.record({ issuer: letters, subject: letters, audience: letters });

describe("compareCredential", () => {
  test("every part is equal when the credential holds what the assertion says", () => {
    fc.assert(
      fc.property(parts, (assertion) => {
        const credential = { name: "one", ...assertion, audiences: [assertion.audience] };
        expect(compareCredential(credential, assertion).map((part) => part.outcome)).toEqual([
          "equal",
          "equal",
          "equal",
        ]);
        expect(findMatchingCredential([credential], assertion)).toBe(credential);
      }),
    );
  });

  test.each([0, 1, 2] as const)("a difference in case alone is told apart, and does not match (part %i)", (at) => {
    fc.assert(
      fc.property(parts, (assertion) => {
        const values = [assertion.issuer, assertion.subject, assertion.audience];
        values[at] = values[at]?.toUpperCase() ?? "";
        const [issuer = "", subject = "", audience = ""] = values;
        const credential = { name: "one", issuer, subject, audiences: [audience] };
        expect(compareCredential(credential, assertion)[at].outcome).toBe("differs only in case");
        expect(findMatchingCredential([credential], assertion)).toBeUndefined();
      }),
    );
  });

  test("a credential without an audience differs in the audience", () => {
    const credential = { name: "one", issuer: "i", subject: "s", audiences: [] };
    expect(compareCredential(credential, { issuer: "i", subject: "s", audience: "a" })[2]).toEqual({
      part: "audience",
      outcome: "differs",
      wanted: "",
      saw: "a",
    });
  });
});
