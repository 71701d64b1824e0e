// A peer: oidc-provider with JWT access tokens for client credentials.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { padded, readSetting } from "./setting.ts";

const [tlsFile = ""] = process.argv.slice(2);
const { tls, requestBytes, tokenBytes } = readSetting(tlsFile);
const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const resource = "https://storage.azure.com";
/** Its own token, without the filler. */
const ownBytes = 648;
const filler = "x".repeat(Math.max(0, Math.floor(((tokenBytes - ownBytes) * 3) / 4) - 12));
const provider = new Provider("https://localhost", {
  jwks: { keys: [{ ...jwk, kid: "k", alg: "RS256", use: "sig" }] },
  extraTokenClaims: () => ({ filler }),
  clients: [
    {
      client_id: "x",
      client_secret: "y",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
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
const server = createServer({ key: tls.key, cert: tls.cert }, provider.callback());
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const form = { grant_type: "client_credentials", client_id: "x", client_secret: "y", scope: "all", resource };
  console.log(JSON.stringify({ port, path: "/token", body: padded(form, requestBytes) }));
});
