import type { Check, Finding } from "../check.ts";
import { pass } from "../check.ts";
import { tokenExchangeAudience } from "../cloud.ts";
import { documented, inferred, recorded } from "../provenance.ts";
import { isAudienceOf } from "../token/audience.ts";
import { secondsClaim, stringClaim } from "../token/claims.ts";
import type { DecodedToken } from "../token/decode.ts";
import type { AssertionIdentity } from "./credential.ts";
import { compareCredential, findMatchingCredential } from "./credential.ts";
import { audienceForCredential, kindOfEntraToken } from "./entra-token.ts";
import type { ExchangeFacts } from "./exchange-facts.ts";

const managedIdentityTrust =
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity";
const experiments = "https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity";
const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** The decoded assertion; every check behind `assertion.jwt` may rely on it. */
function assertionOf(facts: ExchangeFacts): DecodedToken {
  return facts.assertion as DecodedToken;
}

function claim(facts: ExchangeFacts, name: string): string {
  return stringClaim(assertionOf(facts), name) ?? "";
}

/** The `aud` of an assertion: one string, or the first of a list (RFC 7519 section 4.1.3). */
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

function identity(facts: ExchangeFacts): AssertionIdentity {
  return identityOfAssertion({ ...facts, assertion: assertionOf(facts) });
}

function isFromEntra(facts: ExchangeFacts): boolean {
  return facts.issuerTenantId !== undefined;
}

const form: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.jwt",
    requires: "the assertion is a JSON Web Token in compact form",
    failsWith: 50027,
    provenance: recorded(errorCodes),
    run: ({ assertion }) =>
      assertion
        ? pass()
        : { ok: false, wanted: "three base64url parts, the first two JSON objects", saw: "something else" },
  },
  {
    id: "assertion.type",
    requires: "the header's typ, where there is one, is JWT",
    failsWith: 5002727,
    provenance: recorded(errorCodes),
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
    provenance: recorded(errorCodes),
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
    provenance: recorded(errorCodes),
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
    provenance: recorded(errorCodes),
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

const issuerRules: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.issuer-directory",
    requires: "an assertion of Microsoft Entra comes from the directory in which the application is registered",
    failsWith: 700236,
    provenance: recorded(experiments),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const { homeTenantId } = facts.application;
      return facts.issuerTenantId === homeTenantId
        ? pass(claim(facts, "iss"))
        : {
            ok: false,
            wanted: `a token of directory ${homeTenantId}, where application ${facts.application.appId} is registered`,
            saw: `a token of directory ${facts.issuerTenantId}`,
            values: { issuer: claim(facts, "iss") },
          };
    },
  },
];

function noMatch(part: string, wanted: readonly string[], saw: string, code?: number): Finding {
  return {
    ok: false,
    wanted: wanted.join(" or "),
    saw,
    values: { [part]: saw },
    ...(code === undefined ? {} : { code }),
  };
}

const matching: readonly Check<ExchangeFacts>[] = [
  {
    id: "credential.exists",
    requires: "the application has a federated identity credential",
    failsWith: 70025,
    provenance: inferred("the wording was seen often in issue threads, the raw answer was not"),
    run: ({ application }) =>
      application.federatedCredentials.length > 0
        ? pass(`${application.federatedCredentials.length} of at most 20`)
        : { ok: false, wanted: "at least one credential", saw: "none", values: { name: application.displayName } },
  },
  {
    id: "credential.issuer",
    requires: "a credential's issuer equals the assertion's iss to the letter",
    failsWith: 700211,
    provenance: recorded(experiments),
    run: (facts) => {
      const { issuer } = identity(facts);
      const issuers = facts.application.federatedCredentials.map((credential) => credential.issuer);
      return issuers.includes(issuer) ? pass(issuer) : noMatch("issuer", issuers, issuer);
    },
  },
  {
    id: "credential.subject",
    requires: "a credential of that issuer has a subject equal to the assertion's sub to the letter",
    failsWith: 700213,
    provenance: recorded("https://github.com/Azure/login/issues/461"),
    run: (facts) => {
      const { issuer, subject } = identity(facts);
      const subjects = facts.application.federatedCredentials
        .filter((credential) => credential.issuer === issuer)
        .map((credential) => credential.subject);
      if (subjects.includes(subject)) return pass(subject);
      const onlyCase = subjects.some((known) => known.toLowerCase() === subject.toLowerCase());
      return noMatch("subject", subjects, subject, onlyCase ? 7002138 : undefined);
    },
  },
  {
    id: "credential.audience-allowed",
    requires: "a credential for tokens of Microsoft Entra names the cloud's token exchange audience",
    failsWith: 700214,
    provenance: inferred(
      "seen in third-party text only; consistent with the documented rule that the audience must be the exchange URI",
    ),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const { issuer, subject } = identity(facts);
      const wanted = tokenExchangeAudience(facts.cloud);
      const audiences = facts.application.federatedCredentials
        .filter((credential) => credential.issuer === issuer && credential.subject === subject)
        .map((credential) => credential.audiences[0] ?? "");
      return audiences.some((audience) => !isAudienceOf({ ...facts.cloud.apis.tokenExchange, uris: [] }, audience))
        ? pass(audiences.join(", "))
        : { ok: false, wanted, saw: audiences.join(", "), values: { audience: audiences[0] ?? "" } };
    },
  },
  {
    id: "credential.audience",
    requires: "that credential's audience equals the assertion's aud to the letter",
    failsWith: 7002121,
    provenance: recorded(experiments),
    run: (facts) => {
      const wanted = identity(facts);
      const match = findMatchingCredential(facts.application.federatedCredentials, wanted);
      if (match) return pass(match.name);
      const audiences = facts.application.federatedCredentials
        .filter((credential) =>
          compareCredential(credential, wanted)
            .slice(0, 2)
            .every((part) => part.outcome === "equal"),
        )
        .map((credential) => credential.audiences[0] ?? "");
      return noMatch("audience", audiences, audienceOf(assertionOf(facts)));
    },
  },
];

/** A moment as Entra prints it, with seven decimals: https://github.com/Azure/login/issues/180 */
function iso(seconds: number): string {
  const ticks = Math.trunc((seconds - Math.trunc(seconds)) * 1e7);
  return `${new Date(Math.trunc(seconds) * 1000).toISOString().slice(0, 19)}.${String(ticks).padStart(7, "0")}Z`;
}

const trust: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.issuer-reachable",
    requires: "the issuer's discovery document and keys can be read",
    failsWith: 90061,
    provenance: recorded("https://github.com/Azure/azure-workload-identity/blob/main/docs/book/src/troubleshooting.md"),
    run: (facts) =>
      facts.signature === "issuer unreachable"
        ? { ok: false, wanted: "an answer from the issuer", saw: "none", values: { issuer: claim(facts, "iss") } }
        : pass(),
  },
  {
    id: "assertion.signature",
    requires: "the assertion is signed with a key of its issuer",
    failsWith: 700027,
    provenance: documented(errorCodes),
    run: (facts) => {
      if (facts.signature === "valid") return pass();
      const reason =
        facts.signature === "unknown key"
          ? "The key was not found."
          : "The provided signature value did not match the expected signature value.";
      return { ok: false, wanted: "a valid signature", saw: facts.signature, values: { reason } };
    },
  },
  {
    id: "assertion.validity",
    requires: "the present moment lies between the assertion's nbf and exp",
    failsWith: 700024,
    provenance: recorded("https://github.com/Azure/login/issues/180"),
    run: (facts) => {
      const token = assertionOf(facts);
      const now = facts.nowMs / 1000;
      const from = secondsClaim(token, "nbf") ?? secondsClaim(token, "iat") ?? 0;
      const until = secondsClaim(token, "exp") as number;
      if (now >= from && now < until) return pass(`until ${iso(until)}`);
      return {
        ok: false,
        wanted: `${iso(from)} to ${iso(until)}`,
        saw: iso(now),
        values: { now: iso(now), from: iso(from), until: iso(until) },
      };
    },
  },
];

const kind: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.app-only",
    requires: "a token of Microsoft Entra was issued to an application or identity, not to a user",
    failsWith: 700229,
    provenance: recorded("https://github.com/MicrosoftDocs/azure-docs/issues/109083"),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "user"
        ? { ok: false, wanted: "an app-only token", saw: "a user's token" }
        : pass(),
  },
  {
    id: "assertion.managed-identity",
    requires: "a token of Microsoft Entra was issued to a managed identity",
    failsWith: 700226,
    provenance: recorded(experiments),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "application"
        ? { ok: false, wanted: "a managed identity's token", saw: "an application's token" }
        : pass(),
  },
  {
    id: "assertion.not-chained",
    requires: "the token was not itself obtained through a federated identity credential",
    failsWith: 700231,
    provenance: recorded("https://github.com/Azure/azure-workload-identity/issues/1363"),
    run: (facts) =>
      isFromEntra(facts) && facts.obtainedThroughFederation
        ? {
            ok: false,
            wanted: "a token that the host's platform issued",
            saw: "a token that was exchanged for another",
          }
        : pass(),
  },
  {
    id: "assertion.user-assigned",
    requires: "the managed identity is a user-assigned one",
    failsWith: 700222,
    provenance: inferred(
      `${managedIdentityTrust} excludes system-assigned identities; which code refuses them is not documented, so the general one for Entra-issued assertions is used`,
    ),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "system-assigned identity"
        ? { ok: false, wanted: "a user-assigned identity", saw: "a system-assigned identity" }
        : pass(),
  },
  {
    id: "assertion.exchange-audience",
    requires: "a token of Microsoft Entra was issued for the token exchange audience of this cloud",
    failsWith: 700227,
    provenance: recorded(experiments),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const audience = audienceOf(assertionOf(facts));
      return isAudienceOf(facts.cloud.apis.tokenExchange, audience)
        ? pass(audience)
        : { ok: false, wanted: tokenExchangeAudience(facts.cloud), saw: audience };
    },
  },
];

/**
 * Whether a federated assertion is taken for an application, in the order in which it is decided. What each rule says
 * has the provenance it carries; **the order among them is inferred**: Entra does not publish it.
 */
export const assertionChecks: readonly Check<ExchangeFacts>[] = [
  ...form,
  ...issuerRules,
  ...matching,
  ...trust,
  ...kind,
];
