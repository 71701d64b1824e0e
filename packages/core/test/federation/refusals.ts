import { expressions } from "./flexible-refusals.ts";
import type { Refusal } from "./refusal.ts";
import { credential, home, identity, nowMs, resource } from "../exchange.ts";

const outsideIssuer = "https://oidc.example/cluster-1";
const v1 = `https://sts.windows.net/${home}/`;
const seconds = nowMs / 1000;

/** At least one refusal for every check on an assertion. */
export const refusals: readonly Refusal[] = [
  {
    title: "a text that is no token",
    check: "assertion.jwt",
    code: 50027,
    change: { facts: { assertion: undefined } },
  },
  {
    title: "a header of another type",
    check: "assertion.type",
    code: 5002727,
    change: { header: { typ: "at+jwt" } },
  },
  { title: "a type that is no text", check: "assertion.type", code: 5002727, change: { header: { typ: 1 } } },
  ...["HS256", "ES256", "none", "rs256", "RS2560"].map((alg): Refusal => ({
    title: `the algorithm ${alg}`,
    check: "assertion.algorithm",
    code: 5002738,
    change: { header: { alg } },
    values: { algorithm: alg },
  })),
  {
    title: "a header without a key id",
    check: "assertion.key-id",
    code: 5002723,
    change: { header: { kid: undefined } },
  },
  ...["iss", "sub", "aud", "exp"].map((claim): Refusal => ({
    title: `a token without ${claim}`,
    check: "assertion.claims",
    code: 90014,
    change: { claims: { [claim]: undefined } },
    values: { field: claim },
  })),
  {
    title: "an expiry written as text",
    check: "assertion.claims",
    code: 90014,
    change: { claims: { exp: "1767323045" } },
    values: { field: "exp" },
  },
  {
    title: "an identity of another directory than the application's",
    check: "assertion.issuer-directory",
    code: 700236,
    change: {
      claims: { iss: `https://login.microsoftonline.com/${resource}/v2.0` },
      facts: { issuerTenantId: resource },
    },
    values: { issuer: `https://login.microsoftonline.com/${resource}/v2.0` },
  },
  {
    title: "an application without credentials",
    check: "credential.exists",
    code: 70025,
    change: { credentials: [] },
    values: { name: "orders-cross-tenant" },
  },
  {
    title: "the v1 issuer in the credential",
    check: "credential.issuer",
    code: 700211,
    change: { credentials: [{ ...credential, issuer: v1 }] },
    values: { issuer: credential.issuer },
  },
  {
    title: "an issuer with a slash too many",
    check: "credential.issuer",
    code: 700211,
    change: { credentials: [{ ...credential, issuer: `${credential.issuer}/` }] },
  },
  {
    title: "an issuer that differs only in case",
    check: "credential.issuer",
    code: 700211,
    change: { credentials: [{ ...credential, issuer: credential.issuer.toUpperCase() }] },
  },
  {
    title: "an issuer with white space around it, in token and credential alike",
    check: "credential.issuer",
    code: 700211,
    change: {
      claims: { iss: `${outsideIssuer} ` },
      credentials: [{ ...credential, issuer: `${outsideIssuer} ` }],
      facts: { issuerTenantId: undefined },
    },
  },
  {
    title: "the client id where the principal id belongs",
    check: "credential.subject",
    code: 700213,
    change: { credentials: [{ ...credential, subject: "22222222-0000-4000-8000-000000000022" }] },
    values: { subject: identity },
  },
  {
    title: "a subject with white space around it, in token and credential alike",
    check: "credential.subject",
    code: 700213,
    change: { claims: { sub: ` ${identity}` }, credentials: [{ ...credential, subject: ` ${identity}` }] },
  },
  {
    title: "a subject that only a credential of another issuer has",
    check: "credential.subject",
    code: 700213,
    change: {
      credentials: [
        { ...credential, subject: "someone-else" },
        { ...credential, issuer: outsideIssuer },
      ],
    },
  },
  {
    title: "a subject that differs only in case",
    check: "credential.subject",
    code: 7002138,
    change: {
      claims: { sub: "abcdefab-0000-4000-8000-000000000011" },
      credentials: [{ ...credential, subject: "ABCDEFAB-0000-4000-8000-000000000011" }],
    },
    values: { subject: "abcdefab-0000-4000-8000-000000000011" },
  },
  {
    title: "a credential that names the exchange audience by its GUID",
    check: "credential.audience-allowed",
    code: 700214,
    change: { credentials: [{ ...credential, audiences: ["fb60f99c-7a34-4190-8149-302f77469936"] }] },
    values: { audience: "fb60f99c-7a34-4190-8149-302f77469936" },
  },
  {
    title: "a token for Resource Manager",
    check: "credential.audience",
    code: 7002121,
    change: { claims: { aud: "https://management.azure.com/" } },
    values: { audience: "https://management.azure.com/" },
  },
  {
    title: "an audience in the credential that differs only in case",
    check: "credential.audience",
    code: 7002121,
    change: { credentials: [{ ...credential, audiences: ["api://azureadtokenexchange"] }] },
  },
  {
    title: "a directory that has switched federation off",
    check: "policy.federation",
    code: 700223,
    change: { facts: { policy: { federation: "disabled" } } },
  },
  {
    title: "a directory that keeps federation out",
    check: "policy.federation",
    code: 700238,
    change: { facts: { policy: { federation: "blocked" } } },
  },
  {
    title: "a token without the claim that the directory demands of its issuer",
    check: "policy.required-claim",
    code: 7002381,
    change: {
      claims: { iss: outsideIssuer, enterprise: "fabrikam" },
      facts: {
        issuerTenantId: undefined,
        policy: { requiredClaims: [{ issuer: outsideIssuer, claim: "enterprise", value: "contoso" }] },
      },
    },
    values: { issuer: outsideIssuer, claim: "enterprise", wanted: "contoso", saw: "fabrikam" },
  },
  {
    title: "a credential that was written a moment ago",
    check: "credential.replicated",
    code: 70021,
    change: { credentials: [{ ...credential, subject: "before" }], facts: { credentialsReplicated: false } },
    values: { issuer: credential.issuer, subject: identity, audience: "fb60f99c-7a34-4190-8149-302f77469936" },
  },
  ...expressions,
  {
    title: "another cloud's exchange, though the credential names it",
    check: "credential.cloud",
    code: 7002206,
    change: {
      claims: { iss: outsideIssuer, aud: "api://AzureADTokenExchangeChina" },
      credentials: [{ ...credential, issuer: outsideIssuer, audiences: ["api://AzureADTokenExchangeChina"] }],
      facts: { issuerTenantId: undefined },
    },
  },
  {
    title: "an issuer whose keys do not answer",
    check: "assertion.issuer-reachable",
    code: 50166,
    change: { facts: { signature: "keys unreachable" } },
  },
  {
    title: "an issuer that answers with something else",
    check: "assertion.issuer-reachable",
    code: 501661,
    change: { facts: { signature: "issuer unusable" } },
  },
  {
    title: "an issuer that does not answer",
    check: "assertion.issuer-reachable",
    code: 90061,
    change: { facts: { signature: "issuer unreachable" } },
  },
  {
    title: "an unknown key",
    check: "assertion.signature",
    code: 700027,
    change: { facts: { signature: "unknown key" } },
    values: { reason: "The key was not found." },
  },
  {
    title: "a token signed by someone else",
    check: "assertion.signature",
    code: 700027,
    change: { facts: { signature: "invalid" } },
    values: { reason: "The provided signature value did not match the expected signature value." },
  },
  {
    title: "an expired token",
    check: "assertion.validity",
    code: 700024,
    change: { claims: { nbf: seconds - 7200, exp: seconds - 0.25 } },
    values: {
      now: "2026-01-02T03:04:05.0000000Z",
      from: "2026-01-02T01:04:05.0000000Z",
      until: "2026-01-02T03:04:04.7500000Z",
    },
  },
  {
    title: "a token that ends this very second",
    check: "assertion.validity",
    code: 700024,
    change: { claims: { exp: seconds } },
  },
  {
    title: "a token of more than five minutes in the future",
    check: "assertion.validity",
    code: 700024,
    change: { claims: { nbf: seconds + 301 } },
  },
  {
    title: "a token whose times no calendar has",
    check: "assertion.validity",
    code: 700024,
    change: { claims: { nbf: 1e300, exp: -1e300 } },
    values: {
      now: "2026-01-02T03:04:05.0000000Z",
      from: "9999-12-31T23:59:59.9990000Z",
      until: "0001-01-01T00:00:00.0000000Z",
    },
  },
  {
    title: "a user's token",
    check: "assertion.app-only",
    code: 700229,
    change: { claims: { scp: "user_impersonation", xms_mirid: undefined } },
  },
  {
    title: "an ordinary application's token",
    check: "assertion.managed-identity",
    code: 700226,
    change: { claims: { xms_mirid: undefined, azpacr: "1", xms_ficinfo: "CAAQABgAIAAoAjAA" } },
  },
  {
    title: "a token that was itself exchanged",
    check: "assertion.not-chained",
    code: 700231,
    change: { facts: { obtainedThroughFederation: true } },
  },
  {
    title: "a system-assigned identity",
    check: "assertion.user-assigned",
    code: 700222,
    change: {
      claims: { xms_mirid: "/subscriptions/s/resourcegroups/rg/providers/Microsoft.Web/sites/app-orders" },
    },
  },
  {
    title: "a token of another resource that the credential names",
    check: "assertion.exchange-audience",
    code: 700227,
    change: {
      claims: { iss: v1, aud: "https://management.azure.com/" },
      credentials: [{ ...credential, issuer: v1, audiences: ["https://management.azure.com/"] }],
    },
  },
];
