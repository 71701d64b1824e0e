// A peer: oidc-provider with JWT access tokens for client credentials.
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

const [tlsFile = ""] = process.argv.slice(2);
const tls = JSON.parse(readFileSync(tlsFile, "utf8")) as { key: string; cert: string };
const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const resource = "https://storage.azure.com";
const provider = new Provider("https://localhost", {
  jwks: { keys: [{ ...jwk, kid: "k", alg: "RS256", use: "sig" }] },
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
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "x",
    client_secret: "y",
    scope: "all",
    resource,
    padding: "x".repeat(1_200),
  });
  console.log(JSON.stringify({ port, path: "/token", body: body.toString() }));
});
