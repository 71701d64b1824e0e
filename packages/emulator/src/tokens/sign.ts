import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Signs header and claims with RS256, on the thread pool. */
export function signJwt(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  privateKey: KeyObject,
): Promise<string> {
  const input = `${part(header)}.${part(claims)}`;
  return new Promise((resolve, reject) => {
    sign("RSA-SHA256", Buffer.from(input), privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(`${input}.${signature.toString("base64url")}`);
    });
  });
}

/** Signs claims as a directory does: v1 tokens name the key as `x5t` and `kid`, v2 tokens as `kid` only. */
export function signToken(
  claims: Readonly<Record<string, unknown>>,
  { kid, privateKey }: { readonly kid: string; readonly privateKey: KeyObject },
): Promise<string> {
  const names = claims["ver"] === "1.0" ? { x5t: kid, kid } : { kid };
  return signJwt({ typ: "JWT", alg: "RS256", ...names }, claims, privateKey);
}
