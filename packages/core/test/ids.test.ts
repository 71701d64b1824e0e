import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isGuid,
  parseClientId,
  parseObjectId,
  parsePrincipalId,
  parseResourceId,
  parseSubscriptionId,
  parseTenantId,
  sameResource,
  TegataError,
} from "@tegata/core";

const parsers = { parseTenantId, parseClientId, parseObjectId, parsePrincipalId, parseSubscriptionId };

describe.each(Object.entries(parsers))("%s", (_, parse) => {
  test("takes a GUID in either case and gives it in lower case", () => {
    fc.assert(fc.property(fc.uuid(), (id) => parse(id.toUpperCase()) === id));
  });

  test.each([
    "",
    "contoso.onmicrosoft.com",
    "{11111111-2222-3333-4444-555555555555}",
    "11111111222233334444555555555555",
  ])("refuses %j", (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "id.malformed" }));
  });

  test("does not print a client secret that stands in the wrong place", () => {
    for (const secret of ["abc8Q~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abc8Q~aaaaaaaaaaaaaaaaaaaaaaa"]) {
      const error = thrownBy(() => parse(secret));
      expect(error.message).not.toContain("aaaaa");
      expect(JSON.stringify(error)).not.toContain("aaaaa");
    }
  });
});

function thrownBy(run: () => unknown): TegataError {
  try {
    run();
  } catch (error) {
    if (error instanceof TegataError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("isGuid takes the dashed form only, and nothing around it", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ minLength: 1 }), (id, more) => {
      expect(isGuid(id)).toBe(true);
      expect(isGuid(id + more)).toBe(false);
      expect(isGuid(more + id)).toBe(false);
    }),
  );
});

describe("parseResourceId", () => {
  test.each([
    ["/subscriptions/s/resourceGroups/rg/", "/subscriptions/s/resourceGroups/rg"],
    ["//subscriptions//s", "/subscriptions/s"],
    ["/providers/Microsoft.Management/managementGroups/m", "/providers/Microsoft.Management/managementGroups/m"],
    ["/Subscriptions/S", "/Subscriptions/S"],
  ])("reads %j as %j", (text, id) => {
    expect(parseResourceId(text)).toBe(id);
  });

  test.each(["", "/", "subscriptions/s", "/subscriptions/", "/tenants/t"])("refuses %j", (text) => {
    expect(() => parseResourceId(text)).toThrow(expect.objectContaining({ code: "id.malformed" }));
  });

  test("does not print the signature of a SAS URL that stands in the wrong place", () => {
    const error = thrownBy(() => parseResourceId("https://a.blob.core.windows.net/c?sv=1&sig=CANARY&se=2026-01-01"));
    expect(error.message).not.toContain("CANARY");
  });
});

test("resource ids compare without regard to case", () => {
  expect(sameResource("/subscriptions/S/resourceGroups/RG", "/subscriptions/s/resourcegroups/rg")).toBe(true);
  expect(sameResource("/subscriptions/s", "/subscriptions/t")).toBe(false);
});
