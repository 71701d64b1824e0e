import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";
import { availableParallelism } from "node:os";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** On a single core the thread pool has nobody to hand the work to: only the changes of thread would be added. */
const signsOnPool = availableParallelism() > 1;

function signature(input: Buffer, privateKey: KeyObject): Promise<Buffer> | Buffer {
  if (!signsOnPool) return sign("RSA-SHA256", input, privateKey);
  return new Promise((resolve, reject) => {
    sign("RSA-SHA256", input, privateKey, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

/** Signs header and claims with RS256, on the thread pool where there is more than one core. */
export async function signJwt(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  privateKey: KeyObject,
): Promise<string> {
  const input = `${part(header)}.${part(claims)}`;
  const bytes = await signature(Buffer.from(input), privateKey);
  return `${input}.${bytes.toString("base64url")}`;
}

/** Signs claims as a directory does: v1 tokens name the key as `x5t` and `kid`, v2 tokens as `kid` only. */
export function signToken(
  claims: Readonly<Record<string, unknown>>,
  { kid, privateKey }: { readonly kid: string; readonly privateKey: KeyObject },
): Promise<string> {
  const names = claims["ver"] === "1.0" ? { x5t: kid, kid } : { kid };
  return signJwt({ typ: "JWT", alg: "RS256", ...names }, claims, privateKey);
}
