import { describe, expect, test } from "vitest";
import { audienceOf, clientAuthentication, secondsClaim, stringClaim, summarizeToken } from "@tegata/core";
import { claims, clientId, home, identity, nowMs } from "../exchange.ts";

const token = (changed: Record<string, unknown>) => ({ header: {}, claims: changed });

test("claims of another type count as absent", () => {
  expect(stringClaim(token({ a: 1 }), "a")).toBeUndefined();
  expect(stringClaim(token({ a: "" }), "a")).toBe("");
  expect(secondsClaim(token({ a: "1" }), "a")).toBeUndefined();
  expect(secondsClaim(token({ a: Number.NaN }), "a")).toBeUndefined();
  expect(secondsClaim(token({ a: 0 }), "a")).toBe(0);
});

test.each([
  ["urn:a", "urn:a"],
  [["urn:a", "urn:b"], "urn:a"],
  [[], ""],
  [[1], ""],
  [undefined, ""],
])("the audience of aud %j is %j", (aud, audience) => {
  expect(audienceOf(token({ aud }))).toBe(audience);
});

describe("clientAuthentication", () => {
  test.each([
    [{ appidacr: "0" }, "public client"],
    [{ appidacr: "1" }, "client secret"],
    [{ appidacr: "2" }, "assertion or certificate"],
    [{ azpacr: "2" }, "assertion or certificate"],
    [{ azpacr: 2 }, undefined],
    [{ azpacr: "3" }, undefined],
    [{}, undefined],
  ])("%j means %s", (changed, meaning) => {
    expect(clientAuthentication(token(changed))).toBe(meaning);
  });
});

describe("summarizeToken", () => {
  const seconds = nowMs / 1000;
  test("says who is who in an exchange token (v2)", () => {
    expect(summarizeToken({ header: {}, claims })).toStrictEqual({
      version: "2.0",
      issuer: `https://login.microsoftonline.com/${home}/v2.0`,
      tenantId: home,
      subject: identity,
      objectId: identity,
      audience: "fb60f99c-7a34-4190-8149-302f77469936",
      clientId,
      clientAuthentication: "assertion or certificate",
      managedIdentity:
        "/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders",
      issuedAtSeconds: seconds - 300,
      notBeforeSeconds: seconds - 300,
      expiresOnSeconds: seconds + 86_400,
    });
  });

  test("uses the same words for a v1 token, and leaves out what is not there", () => {
    const v1 = { ver: "1.0", aud: "https://storage.azure.com", appid: clientId, appidacr: "2", idp: "x" };
    expect(summarizeToken(token(v1))).toStrictEqual({
      version: "1.0",
      audience: "https://storage.azure.com",
      clientId,
      clientAuthentication: "assertion or certificate",
    });
  });
});
