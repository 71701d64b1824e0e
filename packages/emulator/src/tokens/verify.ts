import type { KeyObject } from "node:crypto";
import { constants, verify } from "node:crypto";
import type { Api, AudienceAliases, Cloud, DecodedToken, SignatureOutcome } from "@tegata/core";
import { isAudienceOf, secondsClaim, stringClaim, tenantOfIssuer } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import type { KeyHolder, SigningKeys } from "../directory/signing-keys.ts";

const hashes: ReadonlyMap<string, string> = new Map([
  ["RS256", "RSA-SHA256"],
  ["RS384", "RSA-SHA384"],
  ["RS512", "RSA-SHA512"],
  ["PS256", "RSA-SHA256"],
]);

/** RSA keys that are taken. Longer ones would let a stranger's issuer make verification slow. */
const shortestKeyBits = 2048;
const longestKeyBits = 8192;

function isUsable(key: KeyObject): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === "rsa" && bits >= shortestKeyBits && bits <= longestKeyBits;
}

/** Checks a token's signature with a key. The algorithm comes from a closed list, never from the token alone. */
export function hasValidSignature(token: string, decoded: DecodedToken, key: KeyObject): boolean {
  const algorithm = stringHeader(decoded, "alg");
  const hash = hashes.get(algorithm);
  const end = token.lastIndexOf(".");
  if (hash === undefined || !isUsable(key)) return false;
  const signed = Buffer.from(token.slice(0, end));
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  if (!algorithm.startsWith("PS")) return verify(hash, signed, key, signature);
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify(hash, signed, { key, ...padding }, signature);
}

function stringHeader(decoded: DecodedToken, name: string): string {
  const value = decoded.header[name];
  return typeof value === "string" ? value : "";
}

/** The key that a header names: by `kid`, else by `x5t`. */
export function keyIdOf(decoded: DecodedToken): string {
  return stringHeader(decoded, "kid") || stringHeader(decoded, "x5t");
}

interface Issuer {
  readonly holder: KeyHolder;
  readonly keys: SigningKeys;
}

function outcomeOf(token: string, decoded: DecodedToken, { holder, keys }: Issuer): SignatureOutcome {
  const { proven } = keys;
  const key = keys.verifying(holder, keyIdOf(decoded));
  if (key && proven.has(token, key)) return "valid";
  proven.forget(token);
  if (!key) return "unknown key";
  if (!hasValidSignature(token, decoded, key)) return "invalid";
  proven.add(token, { decoded, key });
  return "valid";
}

/**
 * Checks a token's signature with the keys of the directory or local issuer that it names. At once, unless those have
 * to be made first.
 */
export function checkSignature(
  token: string,
  decoded: DecodedToken,
  issuer: Issuer,
): SignatureOutcome | Promise<SignatureOutcome> {
  const { holder, keys } = issuer;
  if (holder.signingKeys.length > 0) return outcomeOf(token, decoded, issuer);
  return keys.prepare(holder).then(() => outcomeOf(token, decoded, issuer));
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
  const decoded = token === undefined ? undefined : context.keys.proven.decode(token);
  if (token === undefined || !decoded)
    return { ok: false, reason: "malformed", saw: "no JSON Web Token behind Bearer" };
  const issuer = stringClaim(decoded, "iss") ?? "";
  const tenantId = tenantOfIssuer(context.cloud, issuer)?.tenantId;
  const directory = context.directories.find((candidate) => candidate.tenantId === tenantId);
  if (!directory || stringClaim(decoded, "tid") !== tenantId) return { ok: false, reason: "issuer", saw: issuer };
  const signature = await checkSignature(token, decoded, { holder: directory, keys: context.keys });
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
