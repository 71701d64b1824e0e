import type { Cloud } from "../cloud.ts";
import { isGuid } from "../ids.ts";
import { isAudienceOf } from "../token/audience.ts";
import { stringClaim } from "../token/claims.ts";
import type { DecodedToken } from "../token/decode.ts";
import type { EntraTokenKind } from "./exchange-facts.ts";

/** The tenant between a fixed beginning and end, when it is a GUID. */
function tenantBetween(issuer: string, prefix: string, suffix: string): string | undefined {
  if (!issuer.startsWith(prefix) || !issuer.endsWith(suffix)) return undefined;
  const tenant = issuer.slice(prefix.length, -suffix.length);
  return isGuid(tenant) ? tenant.toLowerCase() : undefined;
}

/**
 * The directory that an issuer names, if it is an issuer of Microsoft Entra in this cloud. The whole value is
 * compared, not a prefix: `https://sts.windows.net.example/…` is not Entra. The id comes back in lower case; whether
 * the issuer equals a credential's to the letter is another question.
 */
export function tenantOfIssuer(
  cloud: Cloud,
  issuer: string,
): { readonly tenantId: string; readonly version: "1.0" | "2.0" } | undefined {
  const v2 = tenantBetween(issuer, cloud.v2IssuerPrefix, "/v2.0");
  if (v2 !== undefined) return { tenantId: v2, version: "2.0" };
  const v1 = tenantBetween(issuer, cloud.v1IssuerPrefix, "/");
  return v1 === undefined ? undefined : { tenantId: v1, version: "1.0" };
}

const userAssigned = /\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\//i;

/**
 * What a token of Microsoft Entra was issued to.
 *
 * `xms_mirid` marks a managed identity. Real tokens of ordinary applications carry `xms_ficinfo` as well, so that
 * claim tells nothing.
 */
export function kindOfEntraToken(token: DecodedToken): EntraTokenKind {
  if (stringClaim(token, "scp") !== undefined || stringClaim(token, "idtyp") === "user") return "user";
  const identity = stringClaim(token, "xms_mirid");
  if (identity === undefined) return "application";
  return userAssigned.test(identity) ? "user-assigned identity" : "system-assigned identity";
}

/**
 * The audience of an assertion as a federated identity credential names it. Tokens of Microsoft Entra carry the
 * exchange API's application id, credentials carry its URI; Entra maps one onto the other. Everything else is taken
 * to the letter.
 */
export function audienceForCredential(cloud: Cloud, audience: string, issuedByEntra: boolean): string {
  const exchange = cloud.apis.tokenExchange;
  if (issuedByEntra && isAudienceOf(exchange, audience)) return exchange.uris[0] as string;
  return audience;
}
