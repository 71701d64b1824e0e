// Spelling of the OAuth 2.0 token endpoint, RFC 6749 and RFC 7523, as Microsoft Entra serves it.

/** @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2 */
export const jwtBearerAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The path of a directory's token endpoint below the authority. */
export function tokenPath(tenant: string): string {
  return `/${tenant}/oauth2/v2.0/token`;
}

/** A successful answer to a client credentials request. It has no `scope`: clients cache under what they asked for. */
export interface TokenResponse {
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly refresh_in?: number;
  readonly access_token: string;
}

/** A refusal. `error_description` begins with `AADSTS` and the number that `error_codes` holds. */
export interface TokenErrorResponse {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  /** `yyyy-MM-dd HH:mm:ssZ`. */
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri?: string;
  readonly suberror?: string;
  readonly claims?: string;
}
