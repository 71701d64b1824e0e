// A peer: oidc-provider with JWT access tokens for client credentials. `assertion`: the client proves who it is by an
// assertion that it signed (private_key_jwt, RFC 7523), as an exchange does; else by a secret.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { filled, padded, part, readSetting } from "./setting.ts";

const [tlsFile = "", proof = "secret"] = process.argv.slice(2);
const { tls, requestBytes, tokenBytes } = readSetting(tlsFile);
const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const clientKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
const issuer = "https://localhost";
const resource = "https://storage.azure.com";
/** Its own token, without the filler. */
const ownBytes = 648;
const filler = "x".repeat(Math.max(0, Math.floor(((tokenBytes - ownBytes) * 3) / 4) - 12));
const bySecret = { client_secret: "y", token_endpoint_auth_method: "client_secret_post" };
const byAssertion = {
  token_endpoint_auth_method: "private_key_jwt",
  token_endpoint_auth_signing_alg: "RS256",
  jwks: { keys: [{ ...clientKey.publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] },
};
const provider = new Provider(issuer, {
  jwks: { keys: [{ ...jwk, kid: "k", alg: "RS256", use: "sig" }] },
  extraTokenClaims: () => ({ filler }),
  clients: [
    {
      client_id: "x",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      ...(proof === "assertion" ? byAssertion : bySecret),
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: "all",
        audience: resource,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

const form = { grant_type: "client_credentials", client_id: "x", scope: "all", resource };

/**
 * It refuses an assertion that it has seen, so that there are many. Its own store, which is kept here, remembers the last
 * one to two thousand: after so many more the first is new to it again.
 */
const assertionCount = 3000;

function assertionBodies(): string[] {
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const about = { ...form, client_assertion_type: type };
  const bytes = requestBytes - new URLSearchParams({ ...about, client_assertion: "" }).toString().length;
  const header = part({ alg: "RS256", typ: "JWT", kid: "k" });
  const iat = Math.floor(Date.now() / 1000);
  return Array.from({ length: assertionCount }, (_, index) => {
    const jti = createHash("sha256").update(`assertion ${index}`).digest("base64url");
    const claims = { iss: "x", sub: "x", aud: issuer, jti, iat, exp: iat + 86_400 };
    const input = `${header}.${part(filled(bytes, { header, claims }))}`;
    const signature = sign("RSA-SHA256", Buffer.from(input), clientKey.privateKey).toString("base64url");
    return new URLSearchParams({ ...about, client_assertion: `${input}.${signature}` }).toString();
  });
}

const server = createServer({ key: tls.key, cert: tls.cert }, provider.callback());
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const bodies = proof === "assertion" ? assertionBodies() : [padded({ ...form, client_secret: "y" }, requestBytes)];
  const bodiesFile = `${tlsFile}.${proof}`;
  writeFileSync(bodiesFile, JSON.stringify(bodies));
  console.log(JSON.stringify({ port, path: "/token", bodiesFile }));
});
