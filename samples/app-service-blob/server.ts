// A web app that keeps its files in another organisation's storage account, without a secret.
import { createServer } from "node:http";
import { Files } from "./files.ts";
import { answer } from "./routes.ts";
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
const files = new Files(settings);
const server = createServer((request, response) => {
  answer({ files, request, response }).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});

server.listen(settings.port, () => {
  const address = server.address();
  console.log(`listening on ${typeof address === "object" ? `port ${address?.port}` : address}`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    // Whoever is still connected has this long.
    setTimeout(() => server.closeAllConnections(), 5_000).unref();
  });
}
