import { stringClaim } from "../token/claims.ts";
import type { DecodedToken } from "../token/decode.ts";
import type { AssertionIdentity } from "./credential.ts";
import { audienceForCredential } from "./entra-token.ts";
import type { AssertionFacts, ExchangeFacts } from "./exchange-facts.ts";

/** The decoded assertion; every check behind `assertion.jwt` may rely on it. */
export function assertionOf(facts: AssertionFacts): DecodedToken {
  return facts.assertion as DecodedToken;
}

/** A string claim of the assertion, empty when it is absent. */
export function claimOf(facts: AssertionFacts, name: string): string {
  return stringClaim(assertionOf(facts), name) ?? "";
}

/** Whether a directory of this cloud issued the assertion. Rules about managed identities hold for those alone. */
export function isFromEntra(facts: ExchangeFacts): boolean {
  return facts.issuerTenantId !== undefined;
}

/** The `aud` of an assertion: one string, or the first of a list (RFC 7519 section 4.1.3). Empty when there is none. */
export function audienceOf(token: DecodedToken): string {
  const audience = token.claims["aud"];
  const first: unknown = Array.isArray(audience) ? audience[0] : audience;
  return typeof first === "string" ? first : "";
}

/** Issuer, subject and audience of an assertion, in the form in which credentials name them. */
export function identityOfAssertion(
  facts: Pick<ExchangeFacts, "cloud" | "issuerTenantId"> & { readonly assertion: DecodedToken },
): AssertionIdentity {
  const fromEntra = facts.issuerTenantId !== undefined;
  return {
    issuer: stringClaim(facts.assertion, "iss") ?? "",
    subject: stringClaim(facts.assertion, "sub") ?? "",
    audience: audienceForCredential(facts.cloud, audienceOf(facts.assertion), fromEntra),
  };
}

/** `identityOfAssertion` for checks behind `assertion.jwt`. */
export function identityOf(facts: ExchangeFacts): AssertionIdentity {
  const { cloud, issuerTenantId } = facts;
  return identityOfAssertion({ cloud, issuerTenantId, assertion: assertionOf(facts) });
}
