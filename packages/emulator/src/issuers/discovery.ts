import { isIP } from "node:net";
import type { PublicKey } from "../directory/signing-keys.ts";
import { isPublicAddress } from "./address.ts";
import type { IssuerNetwork } from "./network.ts";

/** What asking an issuer came to: its keys, or at which step it failed. */
export type Discovery =
  | { readonly outcome: "keys"; readonly keys: readonly PublicKey[] }
  | { readonly outcome: "issuer unreachable" | "keys unreachable" | "issuer unusable" };

export interface DiscoveryLimits {
  /** For each of the two requests. */
  readonly timeoutMs: number;
  readonly limitBytes: number;
}

export const defaultLimits: DiscoveryLimits = { timeoutMs: 5000, limitBytes: 128 * 1024 };

const mostKeys = 100;

/** A URL that may be asked: https, a name or a public address, nothing that hides another host. */
export function askableUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > 600 || url.protocol !== "https:") return undefined;
  if (url.username !== "" || url.password !== "" || url.hash !== "" || url.search !== "") return undefined;
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(hostname) !== 0) return isPublicAddress(hostname) ? url : undefined;
  return /[^.]\.[^.]+$/.test(hostname) && !/\.(localhost|local|internal|home\.arpa)$/.test(hostname) ? url : undefined;
}

function raceAgainst<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

/** The JSON object at a URL, or undefined for whatever keeps it from being read. */
async function readObject(
  text: string,
  network: IssuerNetwork,
  { timeoutMs, limitBytes }: DiscoveryLimits,
): Promise<Readonly<Record<string, unknown>> | "not an object" | undefined> {
  const url = askableUrl(text);
  if (!url) return undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  let body: string;
  try {
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = isIP(hostname) === 0 ? await raceAgainst(signal, network.resolve(hostname)) : [hostname];
    const [address] = addresses;
    // One private address among public ones is enough to refuse: the next connection might get it.
    if (address === undefined || !addresses.every(isPublicAddress)) return undefined;
    const answer = await raceAgainst(signal, network.get(url, { address, limitBytes, signal }));
    if (answer.status !== 200 || answer.body.length > limitBytes) return undefined;
    ({ body } = answer);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
  return parseObject(body) ?? "not an object";
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The RSA signing keys in a key document; everything else in it is passed over. */
export function keysIn(document: Readonly<Record<string, unknown>>): PublicKey[] {
  const keys: unknown[] = Array.isArray(document["keys"]) ? document["keys"].slice(0, mostKeys) : [];
  return keys.flatMap((key): PublicKey[] => {
    if (typeof key !== "object" || key === null) return [];
    const { kty, use, kid, n, e } = key as Record<string, unknown>;
    if (kty !== "RSA" || (use !== undefined && use !== "sig")) return [];
    return typeof kid === "string" && typeof n === "string" && typeof e === "string" && isRsa(n, e)
      ? [{ kid, n, e }]
      : [];
  });
}

/** A modulus of 2048 to 8192 bits and an exponent of at most four bytes. */
function isRsa(n: string, e: string): boolean {
  return /^[\w-]{340,1370}$/.test(n) && /^[\w-]{2,6}$/.test(e);
}

/**
 * Asks an issuer for its keys: discovery document, then key document.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function discoverKeys(
  issuer: string,
  network: IssuerNetwork,
  limits: DiscoveryLimits = defaultLimits,
): Promise<Discovery> {
  const document = await readObject(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, network, limits);
  if (document === undefined) return { outcome: "issuer unreachable" };
  if (document === "not an object" || document["issuer"] !== issuer || typeof document["jwks_uri"] !== "string") {
    return { outcome: "issuer unusable" };
  }
  const keys = await readObject(document["jwks_uri"], network, limits);
  return typeof keys === "object" ? { outcome: "keys", keys: keysIn(keys) } : { outcome: "keys unreachable" };
}
