// A peer: oauth2-mock-server, which signs for anyone.
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { MutableToken } from "oauth2-mock-server";
import { OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";
import { padded, readSetting } from "./setting.ts";

const [tlsFile = ""] = process.argv.slice(2);
const { tls, requestBytes, tokenBytes } = readSetting(tlsFile);
const issuer = new OAuth2Issuer();
issuer.url = "https://localhost";
await issuer.keys.generate("RS256");
const service = new OAuth2Service(issuer);
/** Its own token, without the filler. */
const ownBytes = 622;
service.on("beforeTokenSigning", (token: MutableToken) => {
  token.payload["filler"] = "x".repeat(Math.max(0, Math.floor(((tokenBytes - ownBytes) * 3) / 4) - 12));
});
const server = createServer({ key: tls.key, cert: tls.cert }, service.requestHandler);
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const body = padded({ grant_type: "client_credentials", scope: "all" }, requestBytes);
  console.log(JSON.stringify({ port, path: "/token", body }));
});
