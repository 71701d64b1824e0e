// A scratch cloud on loopback: the App Service identity endpoint and the token endpoint, over plain HTTP, with static
// answers. Whoever is measured is led here by its own means of configuration, and every request is counted.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ScratchCloud {
  readonly origin: string;
  /** What the host would put into the environment. */
  readonly environment: Readonly<Record<"IDENTITY_ENDPOINT" | "IDENTITY_HEADER", string>>;
  readonly requests: { identity: number; token: number; other: number };
  readonly stop: () => Promise<void>;
}

const homeTenant = "11111111-1111-1111-1111-111111111111";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A token of the size of real ones, about 1.4 kB. Nobody here verifies signatures. */
function aToken(claims: Readonly<Record<string, unknown>>): string {
  const filler = "x".repeat(400);
  return `${part({ typ: "JWT", alg: "RS256", kid: "scratch" })}.${part({ ...claims, filler })}.${"A".repeat(342)}`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** Starts it on a free port. */
export async function startScratchCloud(): Promise<ScratchCloud> {
  const requests = { identity: 0, token: 0, other: 0 };
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const assertion = aToken({
    aud: "fb60f99c-7a34-4190-8149-302f77469936",
    iss: `https://login.microsoftonline.com/${homeTenant}/v2.0`,
    exp: nowSeconds + 86_400,
    xms_mirid:
      "/subscriptions/5/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders",
  });
  const accessToken = aToken({ aud: "https://storage.azure.com" });
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const path = request.url?.split("?")[0] ?? "";
      if (path === "/msi/token") {
        requests.identity += 1;
        const expires_on = String(nowSeconds + 86_400);
        send(response, 200, { access_token: assertion, expires_on, resource: "", token_type: "Bearer" });
      } else if (request.method === "POST" && path.endsWith("/oauth2/v2.0/token")) {
        requests.token += 1;
        send(response, 200, { token_type: "Bearer", expires_in: 3_599, access_token: accessToken });
      } else {
        requests.other += 1;
        send(response, 404, {});
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    environment: { IDENTITY_ENDPOINT: `${origin}/msi/token`, IDENTITY_HEADER: "scratch" },
    requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
