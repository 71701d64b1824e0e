// samples/app-service-blob as its reader would have it: copied, beside installed packages, started on a host.
import { cp } from "node:fs/promises";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "../child.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";
import type { Names } from "./ids.ts";
import type { Stage } from "./scenario.ts";

const source = fileURLToPath(new URL("../../samples/app-service-blob", import.meta.url));

/** The ids that the app is configured with. */
export interface AppIds {
  readonly applicationClientId: string;
  readonly managedIdentityClientId: string;
}

/** What the app answered: the status and the text of each request. */
export type Answers = readonly (readonly [status: number, text: string])[];

async function answersAt(origin: string): Promise<Answers> {
  const ask = async (path: string, init: RequestInit = {}): Promise<readonly [number, string]> => {
    const response = await fetch(`${origin}${path}`, init);
    return [response.status, (await response.text()).trim()];
  };
  return [
    await ask("/files/greeting.txt", { method: "PUT", body: "hello from contoso" }),
    await ask("/files/greeting.txt"),
    await ask("/files/missing.txt"),
  ];
}

/** Runs the app on a host, under Azure's own names, and asks it to keep a file and give it back. */
export async function runSampleApp(
  stage: Stage,
  names: Names,
  { host, ...ids }: AppIds & { readonly host: string },
): Promise<Answers> {
  const { folder } = stage.other("tegata-credential");
  const app = join(folder, "app-service-blob");
  await cp(source, app, { recursive: true });
  const { stateFolder } = stage.emulator.environment;
  const words = [stage.command, "exec", "--on", host, "--state", stateFolder, "--", process.execPath, "server.ts"];
  const env = {
    ...inherited(),
    PORT: "0",
    STORAGE_BLOB_ENDPOINT: `https://${names.storageAccount}.blob.core.windows.net`,
    STORAGE_CONTAINER: "orders",
    TEGATA_RESOURCE_TENANT_ID: names.resourceTenantId,
    TEGATA_APPLICATION_CLIENT_ID: ids.applicationClientId,
    TEGATA_MANAGED_IDENTITY_CLIENT_ID: ids.managedIdentityClientId,
  };
  const running = startChild(process.execPath, words, { cwd: app, env, signal: stage.signal });
  try {
    const lines = createInterface({ input: running.process.stdout as NodeJS.ReadableStream });
    const first = new Promise<string>((resolve) => lines.once("line", resolve));
    const said = await Promise.race([first, running.ended]);
    const port = typeof said === "string" ? /port (\d+)/.exec(said)?.[1] : undefined;
    if (port === undefined)
      throw new Error(`the sample did not start:\n${typeof said === "string" ? said : tail(said)}`);
    return await answersAt(`http://127.0.0.1:${port}`);
  } finally {
    await running.end();
  }
}
