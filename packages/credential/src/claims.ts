// The `claims` parameter of a token request.
// https://learn.microsoft.com/entra/identity-platform/claims-challenge
import { CrossTenantCredentialError } from "./errors.ts";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(): CrossTenantCredentialError {
  return new CrossTenantCredentialError("claims.invalid", "the claims are not a JSON object", {
    fix: "Pass the claims of the challenge decoded from base64, as the JSON text that they hold.",
  });
}

function parse(claims: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(claims);
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid();
}

/**
 * The parameter for a claims challenge and for a client that can handle such challenges (`cp1`), or undefined when
 * there is nothing to say.
 *
 * @throws CrossTenantCredentialError `claims.invalid`
 */
export function claimsParameter(claims: string | undefined, enableCae: boolean): string | undefined {
  const asked = claims === undefined ? {} : parse(claims);
  if (!enableCae) return claims === undefined ? undefined : JSON.stringify(asked);
  const forAccessToken = isObject(asked["access_token"]) ? asked["access_token"] : {};
  return JSON.stringify({ ...asked, access_token: { ...forAccessToken, xms_cc: { values: ["cp1"] } } });
}
