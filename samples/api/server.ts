// An API of fabrikam's that takes tokens of applications, its own and those of other organisations, and checks them.
import { createServer } from "node:http";
import { authorizer } from "./authorize.ts";
import { readSettings, SettingsError, type Settings } from "./settings.ts";

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}

const settings = settingsOrExit();
const authorize = authorizer(settings, "Orders.Read");

const server = createServer((request, response) => {
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(`${JSON.stringify(body)}\n`);
  };
  const answer = async (): Promise<void> => {
    if (request.method !== "GET" || request.url !== "/orders") return send(404, { message: "there is nothing here" });
    const caller = await authorize(request.headers.authorization);
    if ("challenge" in caller) {
      return send(caller.status, { message: caller.message }, { "www-authenticate": caller.challenge });
    }
    return send(200, { orders: ["order 1", "order 2"], for: caller.clientId });
  };
  answer().catch((error: unknown) => {
    // The keys could not be fetched, say: that is not the caller's fault.
    console.error(error);
    send(503, { message: "the token could not be checked" });
  });
});

server.listen(settings.port, "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on port ${typeof address === "object" ? address?.port : address}`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
