// A stand-in for Key Vault, which the emulator does not have: secrets behind Key Vault's own challenge, at the vault's own
// name. It believes no token that it has not verified against the emulator's published keys.
// https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
import { createPublicKey, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";

const host = "orders.vault.azure.net";
const resource = "https://vault.azure.net";

export interface VaultOptions {
  readonly certificate: Certificate;
  /** The token service, and the certificate that it is trusted by. */
  readonly authority: string;
  readonly ca: string;
  readonly tenantId: string;
  /** The service principal that may read. */
  readonly clientId: string;
}

export interface Vault {
  /** A CONNECT proxy that leads to the vault's name, and nowhere else. */
  readonly proxy: string;
  /** What each request brought: nothing, or whether its token held. */
  readonly seen: string[];
  readonly close: () => Promise<void>;
}

type Claims = Readonly<Record<string, unknown>>;

interface Jwk {
  readonly kid: string;
  readonly kty: string;
  readonly n: string;
  readonly e: string;
}

function fetchJson(url: string, ca: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { ca }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => resolve(JSON.parse(text)));
    });
    asked.on("error", reject);
  });
}

const decoded = (part: string): Claims => JSON.parse(Buffer.from(part, "base64url").toString()) as Claims;

/** The claims of a token that may come in, or why it may not. */
async function judge(token: string, { authority, ca, tenantId, clientId }: VaultOptions): Promise<Claims | string> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const found = (await fetchJson(`${authority}/${tenantId}/.well-known/openid-configuration`, ca)) as {
    readonly issuer: string;
    readonly jwks_uri: string;
  };
  const { keys } = (await fetchJson(found.jwks_uri, ca)) as { readonly keys: readonly Jwk[] };
  const { kid } = decoded(header);
  const key = keys.find((one) => one.kid === kid);
  if (!key) return "key";
  const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
  const isGenuine = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  if (!isGenuine) return "signature";
  const claims = decoded(payload);
  if (claims["iss"] !== found.issuer) return "issuer";
  if (claims["aud"] !== resource) return "audience";
  if (claims["tid"] !== tenantId || claims["appid"] !== clientId) return "caller";
  return Number(claims["exp"]) > Date.now() / 1_000 ? claims : "expired";
}

/** Answers as a vault: a challenge without a good token, and one for fresh claims when the token was taken back. */
function vault(options: VaultOptions, seen: string[]): (request: IncomingMessage, response: ServerResponse) => void {
  const revoked = new Set<unknown>();
  const authorization = `authorization="https://login.microsoftonline.com/${options.tenantId}"`;
  const challenge = `Bearer ${authorization}, resource="${resource}"`;
  const claimsWanted = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString("base64");
  const insufficient = `Bearer ${authorization}, error="insufficient_claims", claims="${claimsWanted}"`;

  const answer = async (request: IncomingMessage): Promise<readonly [number, Record<string, string>, unknown]> => {
    const { pathname } = new URL(request.url ?? "", `https://${host}`);
    const name = pathname.split("/")[2] ?? "";
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const judged = token === undefined ? "no token" : await judge(token, options);
    seen.push(`${name}: ${typeof judged === "string" ? judged : "token"}`);
    const refused = (header: string): readonly [number, Record<string, string>, unknown] => [
      401,
      { "www-authenticate": header },
      { error: { code: "Unauthorized", message: "AKV10000" } },
    ];
    if (typeof judged === "string") return refused(challenge);
    if (name === "revoked" && revoked.size === 0) revoked.add(judged["uti"]);
    if (revoked.has(judged["uti"])) return refused(insufficient);
    if (name === "missing") return [404, {}, { error: { code: "SecretNotFound", message: "there is no such secret" } }];
    return [200, {}, { value: `the value of ${name}`, id: `https://${host}/secrets/${name}/1`, attributes: {} }];
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const [status, headers, body] = await answer(request);
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };
  return (request, response) => {
    request.resume();
    void serve(request, response);
  };
}

/** Starts the vault, and the proxy by which its name is reached, on free ports. */
export async function startVault(options: VaultOptions): Promise<Vault> {
  const seen: string[] = [];
  const { certificate, key } = options.certificate;
  const inner = createTlsServer({ cert: certificate, key }, vault(options, seen));
  const proxy = createServer((_request, response) => response.writeHead(403).end());
  proxy.on("connect", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    if (request.url !== `${host}:443`) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    inner.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      inner.closeAllConnections();
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
  return { proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, close };
}

export const vaultName = host;
