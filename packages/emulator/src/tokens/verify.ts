import type { KeyObject } from "node:crypto";
import { verify } from "node:crypto";
import type { Api, AudienceAliases, Cloud, DecodedToken, SignatureOutcome } from "@tegata/core";
import { isAudienceOf, secondsClaim, stringClaim, tenantOfIssuer, tryDecodeToken } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import type { SigningKeys } from "../directory/signing-keys.ts";

const hashes: Readonly<Record<string, string>> = { RS256: "RSA-SHA256", RS384: "RSA-SHA384", RS512: "RSA-SHA512" };

/** Checks a token's signature with a key. The algorithm comes from a closed list, never from the token alone. */
export function hasValidSignature(token: string, decoded: DecodedToken, key: KeyObject): boolean {
  const hash = hashes[stringHeader(decoded, "alg")];
  const end = token.lastIndexOf(".");
  if (hash === undefined) return false;
  return verify(hash, Buffer.from(token.slice(0, end)), key, Buffer.from(token.slice(end + 1), "base64url"));
}

function stringHeader(decoded: DecodedToken, name: string): string {
  const value = decoded.header[name];
  return typeof value === "string" ? value : "";
}

/** Checks a token's signature with the keys of the directory that it names as its issuer. */
export async function checkSignature(
  token: string,
  decoded: DecodedToken,
  issuer: { readonly directory: Directory; readonly keys: SigningKeys },
): Promise<SignatureOutcome> {
  await issuer.keys.of(issuer.directory);
  const kid = stringHeader(decoded, "kid") || stringHeader(decoded, "x5t");
  const key = issuer.keys.verifying(issuer.directory, kid);
  if (!key) return "unknown key";
  return hasValidSignature(token, decoded, key) ? "valid" : "invalid";
}

/** Who calls a service, read from a verified token. */
export interface Caller {
  readonly directory: Directory;
  readonly principalId: string;
  readonly clientId: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type BearerOutcome =
  | { readonly ok: true; readonly caller: Caller }
  | {
      readonly ok: false;
      readonly reason: "missing" | "malformed" | "issuer" | "signature" | "expired" | "audience";
      readonly saw: string;
    };

export interface BearerContext {
  readonly cloud: Cloud;
  readonly directories: readonly Directory[];
  readonly keys: SigningKeys;
  readonly nowMs: number;
  readonly api: Api;
  readonly aliases: AudienceAliases;
}

/** Verifies an `Authorization` header for one API: form, issuer, signature, lifetime, audience, in that order. */
export async function verifyBearer(header: string | null | undefined, context: BearerContext): Promise<BearerOutcome> {
  if (!header) return { ok: false, reason: "missing", saw: "no Authorization header" };
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  const decoded = token === undefined ? undefined : tryDecodeToken(token);
  if (token === undefined || !decoded)
    return { ok: false, reason: "malformed", saw: "no JSON Web Token behind Bearer" };
  const issuer = stringClaim(decoded, "iss") ?? "";
  const tenantId = tenantOfIssuer(context.cloud, issuer)?.tenantId;
  const directory = context.directories.find((candidate) => candidate.tenantId === tenantId);
  if (!directory || stringClaim(decoded, "tid") !== tenantId) return { ok: false, reason: "issuer", saw: issuer };
  const signature = await checkSignature(token, decoded, { directory, keys: context.keys });
  if (signature !== "valid") return { ok: false, reason: "signature", saw: signature };
  return judgeClaims(decoded, directory, context);
}

function judgeClaims(decoded: DecodedToken, directory: Directory, context: BearerContext): BearerOutcome {
  const now = context.nowMs / 1000;
  const from = secondsClaim(decoded, "nbf") ?? 0;
  const until = secondsClaim(decoded, "exp") ?? 0;
  if (now < from || now >= until) return { ok: false, reason: "expired", saw: `valid from ${from} to ${until}` };
  const audience = stringClaim(decoded, "aud") ?? "";
  if (!isAudienceOf(context.api, audience, context.aliases)) return { ok: false, reason: "audience", saw: audience };
  return {
    ok: true,
    caller: {
      directory,
      principalId: stringClaim(decoded, "oid") ?? "",
      clientId: stringClaim(decoded, "appid") ?? stringClaim(decoded, "azp") ?? "",
      claims: decoded.claims,
    },
  };
}
