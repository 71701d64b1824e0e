// The floor: a node:https server that reads the form, verifies one RS256 assertion, signs one RS256 token, and nothing
// else. `pool` signs on the thread pool.
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { filled, part, readSetting } from "./setting.ts";

const [tlsFile = "", onPool = ""] = process.argv.slice(2);
const { tls, requestBytes, tokenBytes } = readSetting(tlsFile);
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const form = { client_id: "x", scope: "x", grant_type: "client_credentials", client_assertion: "" };
const assertionBytes = requestBytes - new URLSearchParams(form).toString().length;
const header = part({ alg: "RS256", typ: "JWT", kid: "k" });
const assertionInput = `${header}.${part(filled(assertionBytes, { header, claims: { aud: "x" } }))}`;
const assertion = `${assertionInput}.${sign("RSA-SHA256", Buffer.from(assertionInput), privateKey).toString("base64url")}`;

const claims = filled(tokenBytes, { header, claims: { iat: 2_000_000_000, exp: 2_000_000_000 } });

function isValid(token: string): boolean {
  const end = token.lastIndexOf(".");
  return verify(
    "RSA-SHA256",
    Buffer.from(token.slice(0, end)),
    publicKey,
    Buffer.from(token.slice(end + 1), "base64url"),
  );
}

const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    if (!isValid(sent.get("client_assertion") ?? "")) {
      response.writeHead(401).end();
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const input = `${header}.${part({ ...claims, iat: now, exp: now + 3600 })}`;
    const answer = (signature: Buffer): void => {
      const body = JSON.stringify({
        token_type: "Bearer",
        expires_in: 3599,
        access_token: `${input}.${signature.toString("base64url")}`,
      });
      response
        .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
        .end(body);
    };
    if (onPool !== "pool") answer(sign("RSA-SHA256", Buffer.from(input), privateKey));
    else
      sign("RSA-SHA256", Buffer.from(input), privateKey, (error, signature) =>
        error ? response.destroy(error) : answer(signature),
      );
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const body = new URLSearchParams({ ...form, client_assertion: assertion }).toString();
  console.log(JSON.stringify({ port, path: "/token", body }));
});
