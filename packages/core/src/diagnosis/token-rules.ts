// Hop 2: what the token service's refusal means. Matched on the number; the text may change at any time.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import type { ChainCheckId } from "./chain-checks.ts";
import type { Reading } from "./reading.ts";
import { outageSeconds, propagationSeconds, readSilence } from "./reading.ts";

/** What is known about a refused exchange. */
export interface TokenRefusal {
  /** The number behind AADSTS, if the answer had one. */
  readonly aadsts?: number | undefined;
  /** No status: there was no answer. */
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** `ECONNREFUSED`, when there was no answer. */
  readonly systemCode?: string | undefined;
  /** The client id that was sent. */
  readonly clientId?: string | undefined;
  /** The client id of the managed identity itself, as its token tells. */
  readonly identityClientId?: string | undefined;
  /** What the application's own directory answered to the same request; a number, `"token"`, or not asked. */
  readonly atHome?: number | "token" | undefined;
}

const byCode: Readonly<Record<number, readonly [ChainCheckId, string]>> = {
  90002: ["tenant.exists", "no directory has that id in this cloud"],
  900021: ["tenant.exists", "the tenant id is empty"],
  900023: ["tenant.exists", "the tenant id is neither a GUID nor a domain"],
  9001023: ["tenant.exists", "an app-only token comes from one directory, not from a group of them"],
  700038: ["settings.application", "the client id is empty"],
  700025: ["credential.exists", "the application is a public client"],
  70025: ["credential.exists", "the application has no federated identity credential at all"],
  700211: ["credential.issuer", "no credential of the application names the issuer of the identity's token"],
  700227: ["credential.issuer", "the credential has the older form of the issuer"],
  700212: ["credential.audience", "no credential of the application has the audience of the identity's token"],
  7002121: ["credential.audience", "no credential of the application has the audience of the identity's token"],
  700214: ["credential.audience", "the credential names the exchange by its GUID instead of its URI"],
  7002206: ["credential.audience", "the audience is that of another cloud"],
  700213: ["credential.subject", "no credential of the application names this identity's principal id"],
  7002131: ["credential.subject", "the expression of no credential holds for this identity"],
  7002138: ["credential.subject", "a credential's subject differs from the principal id in upper and lower case only"],
  700011: ["principal.exists", "the application is not installed in this directory"],
  70001: ["principal.enabled", "the application is disabled in this directory, or not allowed there"],
  700027: [
    "assertion.current",
    "the signature of the identity's token is not accepted: its issuer's keys have changed",
  ],
  5002723: ["assertion.current", "the identity's token names no key that its issuer has"],
  50166: ["credential.issuer", "the issuer of the token cannot be reached by the token service"],
  90061: ["credential.issuer", "the issuer of the token cannot be reached by the token service"],
  501661: ["credential.issuer", "what answers under the issuer's name is no issuer"],
  700223: ["access.policy", "the directory has switched federation off for the application"],
  700238: ["access.policy", "a policy of the directory blocks this federation"],
  7002381: ["access.policy", "a policy of the directory demands a claim that the token lacks"],
  7000226: ["credential.exists", "the application has no policy for federated identity credentials"],
  700233: ["credential.subject", "the expression of a credential cannot be read"],
  700235: ["credential.subject", "the expression of a credential asks for something that is not supported"],
  7002241: ["credential.subject", "expressions are not allowed for this issuer"],
  7002137: ["credential.subject", "the identity's path matches no credential"],
  700263: ["credential.subject", "two credentials match the token"],
  900382: ["tenant.exists", "the directory is in another cloud"],
  900439: ["tenant.exists", "the endpoint is that of another cloud"],
  50049: ["tenant.exists", "the token service of another cloud was asked"],
  50001: ["api.known", "the directory does not know the API"],
  650057: ["api.known", "the API is not among those that the application may ask for"],
  700024: ["assertion.current", "the identity's token is not yet valid, or not any more"],
  7000229: ["principal.exists", "the application has no service principal in this directory"],
  7000112: ["principal.enabled", "the application is disabled in this directory"],
  500014: ["api.known", "the API's service principal is disabled in this directory"],
  500011: ["api.known", "the directory has no service principal of the API"],
  650052: ["api.known", "the directory has no service principal of the API"],
  501051: ["api.assignment", "the API demands an assignment, and the application has none"],
  53003: ["access.policy", "a Conditional Access policy blocks the application"],
  700222: ["assertion.claims", "a token of Microsoft Entra that is no managed identity's was presented"],
  700226: ["assertion.claims", "a token of Microsoft Entra that is no managed identity's was presented"],
  700229: ["assertion.claims", "only tokens of managed identities may be exchanged, not an application's own"],
  700231: ["assertion.claims", "the token came from an exchange itself; it cannot be exchanged again"],
  700236: ["application.exists", "application and identity are not in the same directory"],
};

/** 700016 is said of an application that is not there, of one that is not open to others, and of a mistyped id. */
function readUnknownClient({ clientId, identityClientId, atHome }: TokenRefusal): Reading {
  if (clientId !== undefined && clientId.toLowerCase() === identityClientId?.toLowerCase())
    return {
      check: "settings.application",
      says: "that is the managed identity's own client id, not an application's",
    };
  if (atHome === 700016)
    return {
      check: "application.exists",
      says: "its own directory does not know the application: deleted, or mistyped",
    };
  if (atHome !== undefined)
    return {
      check: "application.audience",
      says: "its own directory knows the application, this one does not: it is open to its own directory only",
    };
  return { check: "application.exists", says: "the directory does not know the application" };
}

/** The check that a refused exchange breaks. */
export function readTokenRefusal(refusal: TokenRefusal): Reading {
  const { aadsts, status, retryAfterSeconds, clientId, identityClientId } = refusal;
  if (status === undefined)
    return { check: "token-service.reachable", ...readSilence("the token service", refusal.systemCode) };
  if (status < 300) return { check: "token-service.reachable", says: "something else answers in its place" };
  if (status === 429 || aadsts === 90055 || aadsts === 50196)
    return {
      check: "token-service.reachable",
      says: "the token service is throttling this client",
      passesInSeconds: retryAfterSeconds ?? outageSeconds,
    };
  if (status >= 500)
    return {
      check: "token-service.reachable",
      says: "the token service has trouble",
      passesInSeconds: retryAfterSeconds ?? outageSeconds,
    };
  if (clientId !== undefined && clientId.toLowerCase() === identityClientId?.toLowerCase())
    return {
      check: "settings.application",
      says: "that is the managed identity's own client id, not an application's",
    };
  if (aadsts === 700016) return readUnknownClient(refusal);
  if (aadsts === 70021)
    return {
      check: "credential.subject",
      says: "no credential fits, and the application's were changed a moment ago",
      passesInSeconds: propagationSeconds,
    };
  const known = aadsts === undefined ? undefined : byCode[aadsts];
  if (known) return { check: known[0], says: known[1] };
  return { check: "exchange", says: aadsts === undefined ? "the answer names no reason" : `AADSTS${aadsts}` };
}
