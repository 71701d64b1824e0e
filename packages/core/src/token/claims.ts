import type { DecodedToken } from "./decode.ts";

/** A string claim, or undefined when it is absent or of another type. */
export function stringClaim(token: DecodedToken, name: string): string | undefined {
  const value = token.claims[name];
  return typeof value === "string" ? value : undefined;
}

/** A NumericDate claim in seconds, or undefined when it is absent or not a finite number. */
export function secondsClaim(token: DecodedToken, name: string): number | undefined {
  const value = token.claims[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/**
 * How the client proved who it was, from `appidacr` (v1) or `azpacr` (v2).
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function clientAuthentication(
  token: DecodedToken,
): "public client" | "client secret" | "assertion or certificate" | undefined {
  switch (stringClaim(token, "appidacr") ?? stringClaim(token, "azpacr")) {
    case "0":
      return "public client";
    case "1":
      return "client secret";
    case "2":
      return "assertion or certificate";
    default:
      return undefined;
  }
}

/** Who is who in a token of Microsoft Entra, in words that are the same for v1 and v2. Absent claims are left out. */
export interface TokenSummary {
  readonly version?: string;
  readonly issuer?: string;
  readonly tenantId?: string;
  readonly subject?: string;
  readonly objectId?: string;
  readonly audience?: string;
  readonly clientId?: string;
  readonly clientAuthentication?: string;
  /** Resource Manager id of the managed identity; only tokens of managed identities have it. */
  readonly managedIdentity?: string;
  readonly issuedAtSeconds?: number;
  readonly notBeforeSeconds?: number;
  readonly expiresOnSeconds?: number;
}

function present(fields: Readonly<Record<string, string | number | undefined>>): TokenSummary {
  const summary: Record<string, string | number> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) summary[name] = value;
  }
  return summary;
}

/** Who is who in a token. Reads claims only; verifies nothing. */
export function summarizeToken(token: DecodedToken): TokenSummary {
  return present({
    version: stringClaim(token, "ver"),
    issuer: stringClaim(token, "iss"),
    tenantId: stringClaim(token, "tid"),
    subject: stringClaim(token, "sub"),
    objectId: stringClaim(token, "oid"),
    audience: stringClaim(token, "aud"),
    clientId: stringClaim(token, "appid") ?? stringClaim(token, "azp"),
    clientAuthentication: clientAuthentication(token),
    managedIdentity: stringClaim(token, "xms_mirid"),
    issuedAtSeconds: secondsClaim(token, "iat"),
    notBeforeSeconds: secondsClaim(token, "nbf"),
    expiresOnSeconds: secondsClaim(token, "exp"),
  });
}
