import type { Check } from "../../check.ts";
import { pass } from "../../check.ts";
import { recorded } from "../../provenance.ts";
import { secondsClaim, stringClaim } from "../../token/claims.ts";
import { assertionOf, audienceOf } from "../assertion.ts";
import type { AssertionFacts } from "../exchange-facts.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const seenAndDocumented = recorded(`a real answer was seen in public; the code is documented at ${errorCodes}`);
const testFiles = recorded("answers quoted in public test files");

/** Whether the assertion is a token at all: its shape, header and required claims. */
export const formChecks: readonly Check<AssertionFacts>[] = [
  {
    id: "assertion.jwt",
    requires: "the assertion is a JSON Web Token in compact form",
    failsWith: 50027,
    provenance: seenAndDocumented,
    run: ({ assertion }) =>
      assertion
        ? pass()
        : { ok: false, wanted: "three base64url parts, the first two JSON objects", saw: "something else" },
  },
  {
    id: "assertion.type",
    requires: "the header's typ, where there is one, is JWT",
    failsWith: 5002727,
    provenance: testFiles,
    run: (facts) => {
      const typ = assertionOf(facts).header["typ"];
      return typ === undefined || (typeof typ === "string" && typ.toUpperCase() === "JWT")
        ? pass()
        : { ok: false, wanted: "JWT", saw: typeof typ === "string" ? typ : "not a string" };
    },
  },
  {
    id: "assertion.algorithm",
    requires: "the assertion is signed with RS256, RS384 or RS512",
    failsWith: 5002738,
    provenance: testFiles,
    run: (facts) => {
      const header = assertionOf(facts).header["alg"];
      const alg = typeof header === "string" ? header : "";
      return /^RS(256|384|512)$/.test(alg)
        ? pass(alg)
        : { ok: false, wanted: "RS256, RS384 or RS512", saw: alg, values: { algorithm: alg } };
    },
  },
  {
    id: "assertion.key-id",
    requires: "the header names the signing key by kid or x5t",
    failsWith: 5002723,
    provenance: testFiles,
    run: (facts) => {
      const { kid, x5t } = assertionOf(facts).header;
      return typeof kid === "string" || typeof x5t === "string"
        ? pass()
        : { ok: false, wanted: "kid or x5t", saw: "neither" };
    },
  },
  {
    id: "assertion.claims",
    requires: "the assertion has issuer, subject, audience and expiry",
    failsWith: 90014,
    provenance: seenAndDocumented,
    run: (facts) => {
      const token = assertionOf(facts);
      const missing =
        (["iss", "sub"] as const).find((name) => stringClaim(token, name) === undefined) ??
        (audienceOf(token) === "" ? "aud" : undefined) ??
        (secondsClaim(token, "exp") === undefined ? "exp" : undefined);
      return missing === undefined
        ? pass()
        : { ok: false, wanted: "iss, sub, aud and exp", saw: `no ${missing}`, values: { field: missing } };
    },
  },
];
