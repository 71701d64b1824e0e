// A sample as its reader would have it: copied beside installed packages, its tegata.yaml applied, its programs run under
// `tegata exec`, and what they print compared with what its README says.
import { equal } from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sides } from "../chains.ts";
import type { Ended, Running } from "../child.ts";
import { runChild, startChild } from "../child.ts";
import type { Stage } from "../control-plane/scenario.ts";
import type { Applied } from "../foundry/setup.ts";
import { applyText } from "../foundry/setup.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";

const samples = fileURLToPath(new URL("../../samples", import.meta.url));
const notForReaders = new Set(["node_modules", "test", "dist"]);

type Variables = Readonly<Record<string, string>>;

/** Copies a sample beside what is installed, and gives its folder. */
export async function copySample(name: string, beside: string): Promise<string> {
  const folder = join(beside, name);
  const filter = (file: string): boolean => !notForReaders.has(basename(file));
  await cp(join(samples, name), folder, { recursive: true, filter });
  return folder;
}

/** Applies the sample's own tegata.yaml: only the emulator's port is another one here. */
export async function applySample(stage: Stage, folder: string): Promise<Applied> {
  const text = await readFile(join(folder, "tegata.yaml"), "utf8");
  return applyText(stage, text.replace("https://localhost:7412", stage.emulator.environment.resourceManager));
}

/** What every README tells to set. */
export function settingsOf({ emulator }: Stage, applied: Applied, tenant: "home" | "resource" = "resource"): Variables {
  return {
    TEGATA_RESOURCE_TENANT_ID: sides(emulator.environment)[tenant].tenantId,
    TEGATA_APPLICATION_CLIENT_ID: applied.applicationClientId,
    TEGATA_MANAGED_IDENTITY_CLIENT_ID: applied.managedIdentityClientId,
    STORAGE_ACCOUNT: "fabrikamdata",
    STORAGE_BLOB_ENDPOINT: "https://fabrikamdata.blob.core.windows.net",
    STORAGE_CONTAINER: "orders",
    FOUNDRY_PROJECT_ENDPOINT: "https://fabrikamai.services.ai.azure.com/api/projects/agents",
    FOUNDRY_MODEL: "gpt-4.1",
  };
}

export interface RunOptions {
  readonly folder: string;
  readonly host: string;
  readonly program: readonly string[];
  readonly settings: Variables;
}

function underExec(stage: Stage, { host, program }: RunOptions): readonly string[] {
  const { stateFolder } = stage.emulator.environment;
  return [stage.command, "exec", "--on", host, "--state", stateFolder, "--", ...program];
}

/** Runs a program on a host to its end, and gives what it printed. */
export async function runSample(stage: Stage, options: RunOptions): Promise<string> {
  const env = { ...inherited(), ...options.settings };
  const words = underExec(stage, options);
  const common = { cwd: options.folder, env, signal: stage.signal, limitMs: 60_000 };
  return output(await runChild(process.execPath, words, common), options.program.join(" "));
}

/** What a program printed that ended well. */
export function output(ended: Ended, what: string): string {
  if (ended.code !== 0) throw new Error(`${what} ended with ${ended.code}:\n${tail(ended)}`);
  return ended.stdout;
}

/** Waits until a server says that it listens, gives its address to `use`, and ends it. */
export async function whileServing<T>(running: Running, use: (origin: string) => Promise<T>): Promise<T> {
  try {
    const lines = createInterface({ input: running.process.stdout as NodeJS.ReadableStream });
    const port = new Promise<string>((resolve) => {
      lines.on("line", (line) => {
        const found = /listening on port (\d+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const said = await Promise.race([port, running.ended]);
    if (typeof said !== "string") throw new Error(`the sample did not start:\n${tail(said)}`);
    return await use(`http://127.0.0.1:${said}`);
  } finally {
    await running.end();
  }
}

/** Starts a server on a host. */
export function startSample(stage: Stage, options: RunOptions): Running {
  const env = { ...inherited(), ...options.settings, PORT: "0" };
  return startChild(process.execPath, underExec(stage, options), { cwd: options.folder, env, signal: stage.signal });
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Compares what was printed with the `output` block of the README; ids are another ones each time. */
export async function expectOutput(folder: string, printed: string): Promise<void> {
  const readme = await readFile(join(folder, "README.md"), "utf8");
  const expected = /```output\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const plain = (text: string): string => text.trim().replace(guid, "<id>");
  equal(plain(printed), plain(expected));
}
