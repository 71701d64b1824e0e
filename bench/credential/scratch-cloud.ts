// A scratch cloud on loopback: the App Service identity endpoint and the token endpoint, over plain HTTP, with static
// answers, in a process of its own. Whoever is measured is led here by its own means of configuration, and every
// request is counted.
import { fork } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export interface Counts {
  readonly identity: number;
  readonly token: number;
  readonly other: number;
}

export interface ScratchCloud {
  readonly origin: string;
  /** What the host would put into the environment. */
  readonly environment: Readonly<Record<"IDENTITY_ENDPOINT" | "IDENTITY_HEADER", string>>;
  /** Requests since the last time. */
  readonly takeCounts: () => Promise<Counts>;
  readonly stop: () => void;
}

const homeTenant = "11111111-1111-1111-1111-111111111111";
const self = fileURLToPath(import.meta.url);

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A token of the size of real ones, about 1.4 kB. Nobody here verifies signatures. */
export function aToken(claims: Readonly<Record<string, unknown>>): string {
  const filler = "x".repeat(400);
  return `${part({ typ: "JWT", alg: "RS256", kid: "scratch" })}.${part({ ...claims, filler })}.${"A".repeat(342)}`;
}

export function anAssertion(): string {
  return aToken({
    aud: "fb60f99c-7a34-4190-8149-302f77469936",
    iss: `https://login.microsoftonline.com/${homeTenant}/v2.0`,
    exp: Math.floor(Date.now() / 1_000) + 86_400,
    xms_mirid: "/subscriptions/5/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id",
  });
}

/** Starts it on a free port; every answer is held back for that long. */
export async function startScratchCloud(delayMs = 0): Promise<ScratchCloud> {
  const child = fork(self, ["serve", String(delayMs)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const port = await new Promise<number>((resolve) => child.once("message", (message) => resolve(Number(message))));
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    environment: { IDENTITY_ENDPOINT: `${origin}/msi/token`, IDENTITY_HEADER: "scratch" },
    takeCounts: async () => (await (await fetch(`${origin}/counts`)).json()) as Counts,
    stop: () => void child.kill(),
  };
}

function serve(delayMs: number): void {
  let counts = { identity: 0, token: 0, other: 0 };
  const assertion = anAssertion();
  const accessToken = aToken({ aud: "https://storage.azure.com" });
  const expires_on = String(Math.floor(Date.now() / 1_000) + 86_400);
  const identityBody = { access_token: assertion, expires_on, resource: "", token_type: "Bearer" };
  const tokenBody = { token_type: "Bearer", expires_in: 3_599, access_token: accessToken };
  const send = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const path = request.url?.split("?")[0] ?? "";
      if (path === "/counts") {
        send(response, 200, counts);
        counts = { identity: 0, token: 0, other: 0 };
        return;
      }
      const isIdentity = path === "/msi/token";
      const isToken = request.method === "POST" && path.endsWith("/oauth2/v2.0/token");
      counts[isIdentity ? "identity" : isToken ? "token" : "other"] += 1;
      const answer = (): void => {
        if (isIdentity) send(response, 200, identityBody);
        else if (isToken) send(response, 200, tokenBody);
        else send(response, 404, {});
      };
      if (delayMs === 0) answer();
      else setTimeout(answer, delayMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

if (process.argv[1] === self && process.argv[2] === "serve") serve(Number(process.argv[3]));
