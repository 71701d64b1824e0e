// Whether a request may come in: the token's signature, issuer, audience, lifetime, directory and roles, in that order.
import type { JWTPayload } from "jose";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { Settings } from "./settings.ts";

/** Who calls: an application, in one directory. */
export interface Caller {
  readonly tenantId: string;
  /** The object id of its service principal: what to write into logs, and to give rights to. */
  readonly objectId: string;
  readonly clientId: string;
}

/** What is answered instead, as RFC 6750 §3 says. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly challenge: string;
  readonly message: string;
}

const realm = 'Bearer realm="orders"';

function refusal(status: Refusal["status"], error: string, message: string, more = ""): Refusal {
  return { status, challenge: `${realm}, error="${error}", error_description="${message}"${more}`, message };
}

/** No credentials at all: the challenge says nothing of an error. */
const missing: Refusal = { status: 401, challenge: realm, message: "a token is needed" };

/** What an API gets whose application does not ask for version 2: `api.requestedAccessTokenVersion` is null at first. */
const versionOne = refusal(401, "invalid_token", "the token is of version 1.0, this API takes version 2.0");

const demands = { algorithms: ["RS256"], requiredClaims: ["exp", "tid", "oid", "azp"] };

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const faultsOfTokens = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

/** Why a token is not taken, without a word of what is in it. What is left are the keys: they could not be fetched. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `the token's ${error.claim} is not the right one`;
  if (faultsOfTokens.some((kind) => error instanceof kind)) return "the token is not valid";
  throw error;
}

/** Judges an `Authorization` header: the caller, or what to answer. Keys are fetched once, and when a new one appears. */
export function authorizer(settings: Settings, role: string) {
  const { authority, tenantIds, clientId } = settings;
  const keys = new Map(
    tenantIds.map((id) => [id, createRemoteJWKSet(new URL(`${authority}/${id}/discovery/v2.0/keys`))]),
  );

  async function verify(token: string): Promise<{ readonly claims: JWTPayload } | Refusal> {
    const claimed = issuerOf(token);
    // Every directory of the list has its own issuer and its own keys: no token of another is looked at twice.
    for (const tenantId of tenantIds) {
      const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
      const key = keys.get(tenantId);
      if (claimed === `https://sts.windows.net/${tenantId}/`) return versionOne;
      if (!key || claimed !== issuer) continue;
      try {
        const { payload } = await jwtVerify(token, key, { issuer, audience: clientId, ...demands });
        return payload["tid"] === tenantId
          ? { claims: payload }
          : refusal(401, "invalid_token", "the token's tid is not the right one");
      } catch (error) {
        return refusal(401, "invalid_token", reasonOf(error));
      }
    }
    return refusal(401, "invalid_token", "the token is of no directory that is taken here");
  }

  return async (header: string | undefined): Promise<Caller | Refusal> => {
    if (header === undefined) return missing;
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
    if (token === undefined)
      return refusal(400, "invalid_request", "the Authorization header is not Bearer and a token");
    const verified = await verify(token);
    if (!("claims" in verified)) return verified;
    const { tid, oid, azp, scp, roles } = verified.claims;
    // A token with scopes is a user's, and its roles are that user's: this API is for applications.
    if (scp !== undefined || !Array.isArray(roles) || !roles.includes(role)) {
      return refusal(403, "insufficient_scope", `the role ${role} is needed`, `, scope="${role}"`);
    }
    return { tenantId: text(tid), objectId: text(oid), clientId: text(azp) };
  };
}

/** The issuer that a token claims, unverified: only to choose the keys with which it is then verified. */
function issuerOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null && "iss" in claims ? claims.iss : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
