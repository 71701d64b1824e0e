import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact, TegataError } from "@tegata/core";
import { makeToken } from "./make-token.ts";

const canary = "CANARY7f3a9cCANARY";

describe("redact", () => {
  test.each([
    [`client_secret=${canary}&grant_type=client_credentials`, "client_secret=[redacted]&grant_type=client_credentials"],
    [`{"access_token":"${canary}","expires_in":1}`, `{"access_token":[redacted],"expires_in":1}`],
    [`{"client_secret": "two words \\" ${canary}", "a": 1}`, `{"client_secret": [redacted], "a": 1}`],
    [`clientSecret: '${canary} x'`, "clientSecret: [redacted]"],
    [`X-IDENTITY-HEADER: ${canary}`, "X-IDENTITY-HEADER: [redacted]"],
    [`IDENTITY_HEADER=${canary}`, "IDENTITY_HEADER=[redacted]"],
    [`Authorization: Bearer ${canary}`, "Authorization: Bearer [redacted]"],
    [`authorization: basic ${canary}==`, "authorization: basic [redacted]"],
    [
      `https://a.blob.core.windows.net/c/b?sv=1&sig=${canary}%3D&se=2`,
      "https://a.blob.core.windows.net/c/b?sv=1&sig=[redacted]&se=2",
    ],
    [`AccountName=a;AccountKey=${canary}==;EndpointSuffix=x`, "AccountName=a;AccountKey=[redacted];EndpointSuffix=x"],
    [`a -----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY----- b`, "a [key] b"],
    [`cut off -----BEGIN RSA PRIVATE KEY-----\n${canary}`, "cut off [key]"],
    [`the value abc8Q~${canary}${canary} is wrong`, "the value [redacted] is wrong"],
  ])("takes the secret out of %j", (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(redact(text)).not.toContain(canary);
  });

  test.each([
    "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "Bearer authorization_uri=https://login.microsoftonline.com/t/oauth2/authorize resource_id=https://storage.azure.com",
    "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required",
    "Application 11111111-2222-3333-4444-555555555555 was not found in management.core.windows.net",
  ])("leaves %j as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  test("takes any token out, wherever it stands", () => {
    const text = fc.stringMatching(/^[ a-z:"{}\n]{0,20}$/);
    fc.assert(
      fc.property(text, fc.dictionary(fc.string(), fc.string()), text, (before, claims, after) => {
        const token = makeToken({ alg: "RS256", kid: canary }, { sub: canary, ...claims });
        const shown = redact(before + token + after);
        for (const part of token.split(".").slice(0, 2)) expect(shown).not.toContain(part);
      }),
    );
  });

  test("takes out a token whose header is written with blanks", () => {
    const part = (text: string): string => Buffer.from(text).toString("base64url");
    const token = `${part('{ "alg" : "RS256" }')}.${part('{ "sub" : "somebody" }')}.${part("a signature, long enough")}`;
    expect(redact(`got ${token}`)).toBe("got [token]");
  });

  test("is the same when done twice", () => {
    fc.assert(fc.property(fc.string(), (text) => redact(redact(text)) === redact(text)));
  });
});

describe("TegataError", () => {
  const cause = new Error(`the answer was access_token=${canary}`);
  const error = new TegataError("exchange.refused", "the exchange was refused", {
    fix: "Look at the code.",
    cause,
    ids: { traceId: "t" },
    details: { status: 401 },
  });

  test("carries code, fix, ids, details and cause as fields", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "TegataError",
      code: "exchange.refused",
      message: "the exchange was refused",
      fix: "Look at the code.",
      ids: { traceId: "t" },
      details: { status: 401 },
      cause,
    });
  });

  test("prints as plain data, the cause's message redacted", () => {
    expect(error.toJSON()).toStrictEqual({
      name: "TegataError",
      code: "exchange.refused",
      message: "the exchange was refused",
      fix: "Look at the code.",
      traceId: "t",
      details: { status: 401 },
      cause: "the answer was access_token=[redacted]",
    });
  });

  test("leaves out what it was not given", () => {
    expect(JSON.parse(JSON.stringify(new TegataError("a.b", "c", { fix: "d" })))).toStrictEqual({
      name: "TegataError",
      code: "a.b",
      message: "c",
      fix: "d",
    });
  });
});

describe("an error's class", () => {
  test("is known across copies of the package, as the published credential carries one", async () => {
    const copyName = "../src/errors.ts?copy";
    const copy = (await import(copyName)) as { readonly TegataError: typeof TegataError };
    expect(copy.TegataError).not.toBe(TegataError);
    class Own extends TegataError {}
    const [ofCopy, own] = [new copy.TegataError("a.b", "c", { fix: "d" }), new Own("a.b", "c", { fix: "d" })];
    expect([ofCopy instanceof TegataError, own instanceof copy.TegataError, own instanceof Own]).toEqual([
      true,
      true,
      true,
    ]);
    expect([ofCopy instanceof Own, new TegataError("a.b", "c", { fix: "d" }) instanceof Own]).toEqual([false, false]);
    for (const other of [new Error("x"), { code: "a.b" }, undefined, "x"])
      expect(other instanceof TegataError).toBe(false);
  });
});
