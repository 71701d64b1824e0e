import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/**
 * Signs claims with RS256, on the thread pool. v1 tokens name the key as `x5t` and `kid`, v2 tokens as `kid` only.
 */
export function signToken(
  claims: Readonly<Record<string, unknown>>,
  key: { readonly kid: string; readonly privateKey: KeyObject },
): Promise<string> {
  const { kid } = key;
  const header =
    claims["ver"] === "1.0" ? { typ: "JWT", alg: "RS256", x5t: kid, kid } : { typ: "JWT", alg: "RS256", kid };
  const input = `${part(header)}.${part(claims)}`;
  return new Promise((resolve, reject) => {
    sign("RSA-SHA256", Buffer.from(input), key.privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(`${input}.${signature.toString("base64url")}`);
    });
  });
}
