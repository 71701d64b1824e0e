import { describe, expect, it } from "vitest";
import type { Changes } from "../../assertions.ts";
import { forge } from "../../assertions.ts";
import { aChain } from "../../chain.ts";
import type { Refusal } from "../../refusal.ts";
import { checkNamedIn, expectRefusal, refusingCheck } from "../../refusal.ts";

const malformed: Refusal = {
  status: 400,
  error: "invalid_request",
  code: 50027,
  message: "JWT token is invalid or malformed.",
};
const algorithm = (alg: string): Refusal => ({
  status: 401,
  error: "invalid_client",
  code: 5002738,
  message: `The JWT header's alg '${alg}' is not supported. Allowed: RS256, RS384, RS512.`,
});
const missing = (field: string): Refusal => ({
  status: 400,
  error: "invalid_request",
  code: 90014,
  message: `The required field '${field}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.`,
});

const texts: readonly { readonly title: string; readonly text: string }[] = [
  { title: "a word", text: "no-token-at-all" },
  { title: "three dotted words", text: "a.b.c" },
  { title: "an object's rendering", text: "[object Promise]" },
  { title: "two parts", text: "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0" },
  { title: "a header that is a list", text: "W10.e30.AAAA" },
  { title: "padding", text: "eyJhbGciOiJSUzI1NiJ9==.e30.AAAA" },
];

const forms: readonly { readonly title: string; readonly changes: Changes; readonly refusal: Refusal }[] = [
  {
    title: "another type (assertion.type, 5002727)",
    changes: { header: { typ: "at+jwt" } },
    refusal: {
      status: 400,
      error: "invalid_request",
      code: 5002727,
      message: "Invalid JWT header: the type is not JWT.",
    },
  },
  {
    title: "no signature at all, alg none (assertion.algorithm, 5002738)",
    changes: { header: { alg: "none" }, signature: "" },
    refusal: algorithm("none"),
  },
  {
    title: "a shared key, HS256 (assertion.algorithm, 5002738)",
    changes: { header: { alg: "HS256" } },
    refusal: algorithm("HS256"),
  },
  {
    title: "an elliptic key, ES256 (assertion.algorithm, 5002738)",
    changes: { header: { alg: "ES256" } },
    refusal: algorithm("ES256"),
  },
  {
    title: "no algorithm (assertion.algorithm, 5002738)",
    changes: { header: { alg: undefined } },
    refusal: algorithm(""),
  },
  {
    title: "no key id (assertion.key-id, 5002723)",
    changes: { header: { kid: undefined } },
    refusal: {
      status: 401,
      error: "invalid_client",
      code: 5002723,
      message: "Invalid JWT header: no key identifier (kid or x5t).",
    },
  },
  { title: "no issuer (assertion.claims, 90014)", changes: { claims: { iss: undefined } }, refusal: missing("iss") },
  { title: "no subject (assertion.claims, 90014)", changes: { claims: { sub: undefined } }, refusal: missing("sub") },
  { title: "no audience (assertion.claims, 90014)", changes: { claims: { aud: undefined } }, refusal: missing("aud") },
  { title: "no expiry (assertion.claims, 90014)", changes: { claims: { exp: undefined } }, refusal: missing("exp") },
  {
    title: "an expiry that is no number (assertion.claims, 90014)",
    changes: { claims: { exp: "soon" } },
    refusal: missing("exp"),
  },
];

describe("an assertion's form", () => {
  it.each(texts)("is refused when it is $title (assertion.jwt, 50027)", async ({ text }) => {
    const chain = await aChain();
    expectRefusal(await chain.exchange({ client_assertion: text }), malformed);
  });

  it.each(forms)("is refused when it has $title", async ({ title, changes, refusal }) => {
    const chain = await aChain();
    expectRefusal(await chain.exchange({ client_assertion: forge(await chain.assertion(), changes) }), refusal);
    expect(refusingCheck(chain.emulator)).toBe(checkNamedIn(title));
  });

  it("is refused, and nothing breaks, for a long and hostile assertion", async () => {
    const chain = await aChain();
    expectRefusal(await chain.exchange({ client_assertion: `${"A".repeat(200_000)}.e30.AAAA` }), malformed);
    expect((await chain.exchange()).status).toBe(200);
  });
});
