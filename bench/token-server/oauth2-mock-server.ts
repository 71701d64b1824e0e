// A peer: oauth2-mock-server, which signs for anyone.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";

const [tlsFile = ""] = process.argv.slice(2);
const tls = JSON.parse(readFileSync(tlsFile, "utf8")) as { key: string; cert: string };
const issuer = new OAuth2Issuer();
issuer.url = "https://localhost";
await issuer.keys.generate("RS256");
const server = createServer({ key: tls.key, cert: tls.cert }, new OAuth2Service(issuer).requestHandler);
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const body = new URLSearchParams({ grant_type: "client_credentials", scope: "all", padding: "x".repeat(1_300) });
  console.log(JSON.stringify({ port, path: "/token", body: body.toString() }));
});
