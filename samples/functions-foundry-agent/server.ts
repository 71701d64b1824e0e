// Runs the functions here, without the Functions host: a small stand-in that collects what the app registers with
// `@azure/functions` and serves it over HTTP. It asks for no function key, and knows HTTP triggers only.
import { createServer } from "node:http";
import { registerHooks } from "node:module";
import { functions } from "./host/functions-core.ts";
import { findFunction, invoke } from "./host/invoke.ts";

const standIn = new URL("./host/functions-core.ts", import.meta.url).href;
// The host gives its workers this module; here it is resolved to the stand-in.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@azure/functions-core" ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

try {
  await import("./functions.ts");
} catch (error) {
  if (!(error instanceof Error && error.name === "SettingsError")) throw error;
  console.error(error.message);
  process.exit(1);
}

const server = createServer((request, response) => {
  const found = findFunction(functions, request);
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  invoke(found, request, response).catch((error: unknown) => {
    console.error(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  });
});

server.listen(Number(process.env["PORT"] ?? 7071), "127.0.0.1", () => {
  const address = server.address();
  const names = functions.map(({ metadata }) => metadata.name).join(", ");
  console.log(`functions: ${names}`);
  console.log(`listening on port ${typeof address === "object" ? address?.port : address}`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    // Whoever is still connected has this long.
    setTimeout(() => server.closeAllConnections(), 5_000).unref();
  });
}
