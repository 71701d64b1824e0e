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

function signed(header: string, claims: string, privateKey: KeyObject): string | Promise<string> {
  const input = `${header}.${claims}`;
  const withSignature = (bytes: Buffer): string => `${input}.${bytes.toString("base64url")}`;
  const made = signature(Buffer.from(input, "latin1"), privateKey);
  return made instanceof Promise ? made.then(withSignature) : withSignature(made);
}

/** Signs header and claims with RS256, on the thread pool where there is more than one core. */
export async function signJwt(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  privateKey: KeyObject,
): Promise<string> {
  return signed(part(header), part(claims), privateKey);
}

interface LoadedKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const headers = new Map<string, string>();
const mostHeaders = 1000;

/** How a directory's key is named: v1 tokens name it as `x5t` and `kid`, v2 tokens as `kid` only. Made once for each. */
function headerOf(kid: string, version: unknown): string {
  const key = `${String(version)} ${kid}`;
  let header = headers.get(key);
  if (header === undefined) {
    if (headers.size >= mostHeaders) headers.clear();
    header = part({ typ: "JWT", alg: "RS256", ...(version === "1.0" ? { x5t: kid, kid } : { kid }) });
    headers.set(key, header);
  }
  return header;
}

/** Signs claims as a directory does. */
export async function signToken(claims: Readonly<Record<string, unknown>>, key: LoadedKey): Promise<string> {
  return signClaims(JSON.stringify(claims), claims["ver"], key);
}

/** The same with claims that are JSON already, for a token of a version. At once on a single core. */
export function signClaims(json: string, version: unknown, { kid, privateKey }: LoadedKey): string | Promise<string> {
  return signed(headerOf(kid, version), Buffer.from(json).toString("base64url"), privateKey);
}
