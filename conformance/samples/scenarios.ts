// Every sample, built where there is something to build, run as its README says, its output compared with the README's.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sides } from "../chains.ts";
import { runChild, startChild } from "../child.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";
import {
  applySample,
  copySample,
  expectOutput,
  output,
  runSample,
  settingsOf,
  startSample,
  whileServing,
} from "./sample.ts";

const node = process.execPath;

async function ask(url: string, init: RequestInit = {}): Promise<string> {
  return (await (await fetch(url, init)).text()).trim();
}

const blob: ControlScenario = {
  id: "samples/app-service-blob",
  client: "samples",
  reaches: ["managedIdentity:app-orders", "token", "blob"],
  run: async (stage) => {
    const folder = await copySample("app-service-blob", stage.client.folder);
    const settings = settingsOf(stage, await applySample(stage, folder));
    const running = startSample(stage, { folder, host: "app-orders", program: [node, "server.ts"], settings });
    const lines = await whileServing(running, async (origin) => [
      await ask(`${origin}/files/greeting.txt`, { method: "PUT", body: "hello from contoso" }),
      await ask(`${origin}/files/greeting.txt`),
      await ask(`${origin}/files/missing.txt`),
    ]);
    await expectOutput(folder, lines.join("\n"));
  },
};

const functions: ControlScenario = {
  id: "samples/functions-foundry-agent",
  client: "samples",
  reaches: ["managedIdentity:func-agents", "token", "foundry"],
  run: async (stage) => {
    const { folder: installed } = stage.client;
    const folder = await copySample("functions-foundry-agent", installed);
    const compiler = join(installed, "node_modules", "typescript", "bin", "tsc");
    const options = { cwd: folder, env: inherited(), signal: stage.signal, limitMs: 120_000 };
    output(await runChild(node, [compiler], options), "the build");
    await readFile(join(folder, "dist", "functions.js"));
    const settings = settingsOf(stage, await applySample(stage, folder));
    const running = startSample(stage, { folder, host: "func-agents", program: [node, "server.ts"], settings });
    const body = JSON.stringify({ question: "What is open?" });
    const lines = await whileServing(running, async (origin) => [
      await ask(`${origin}/api/agents/classic`, { method: "POST", body }),
      await ask(`${origin}/api/agents/current`, { method: "POST", body }),
    ]);
    await expectOutput(folder, lines.join("\n"));
  },
};

const graph: ControlScenario = {
  id: "samples/graph-same-directory",
  client: "samples",
  reaches: ["managedIdentity:app-orders", "token", "graph"],
  run: async (stage) => {
    const folder = await copySample("graph-same-directory", stage.client.folder);
    const settings = settingsOf(stage, await applySample(stage, folder), "home");
    const run = { folder, host: "app-orders", program: [node, "main.ts"], settings };
    await expectOutput(folder, await runSample(stage, run));
  },
};

/** Runs the installed command. */
async function tegata(stage: Stage, folder: string, words: readonly string[]): Promise<void> {
  const state = ["--state", stage.emulator.environment.stateFolder];
  const options = { cwd: folder, env: inherited(), signal: stage.signal, limitMs: 60_000 };
  output(await runChild(node, [stage.command, ...words, ...state], options), words.join(" "));
}

const outside: ControlScenario = {
  id: "samples/external-issuer",
  client: "samples",
  reaches: ["token", "blob"],
  run: async (stage) => {
    const folder = await copySample("external-issuer", stage.client.folder);
    const settings = settingsOf(stage, await applySample(stage, folder));
    const pod = ["--kind", "kubernetes", "--namespace", "shop", "--service-account", "orders"];
    await tegata(stage, folder, ["emulator", "host", "add", "--name", "pod-orders", ...pod]);
    const program = [node, "main.ts"];
    await expectOutput(folder, await runSample(stage, { folder, host: "pod-orders", program, settings }));
    await tegata(stage, folder, ["emulator", "issue", "github", "--repository", "contoso/orders", "--file", "token"]);
    const asJob = { ...settings, TOKEN_FILE: join(folder, "token") };
    await expectOutput(folder, await runSample(stage, { folder, host: "app-orders", program, settings: asJob }));
    const other = ["--repository", "contoso/orders", "--ref", "refs/heads/other", "--file", "token"];
    await tegata(stage, folder, ["emulator", "issue", "github", ...other]);
    const refusal = await runSample(stage, { folder, host: "app-orders", program, settings: asJob }).then(
      () => "nothing",
      (error: unknown) => String(error),
    );
    if (!refusal.includes("AADSTS700213")) throw new Error(`another branch was refused with ${refusal}`);
  },
};

const api: ControlScenario = {
  id: "samples/api",
  client: "samples",
  reaches: ["managedIdentity:app-orders", "token", "graph"],
  run: async (stage) => {
    const { environment } = stage.emulator;
    const folder = await copySample("api", stage.client.folder);
    const { tenantId, operator } = sides(environment).resource;
    const administrator = {
      ...inherited(),
      NODE_EXTRA_CA_CERTS: environment.ca,
      AUTHORITY: environment.authority,
      GRAPH: environment.graph,
      API_TENANT_ID: tenantId,
      TEGATA_RESOURCE_CLIENT_ID: operator.clientId,
      TEGATA_RESOURCE_CLIENT_SECRET: operator.clientSecret,
    };
    const options = { cwd: folder, env: administrator, signal: stage.signal };
    const registered = output(
      await runChild(node, ["register-api.ts"], { ...options, limitMs: 60_000 }),
      "register-api.ts",
    );
    const clientId = /^API_CLIENT_ID=(\S+)$/m.exec(registered)?.[1] ?? "";
    const settings = settingsOf(stage, await applySample(stage, folder));
    const env = { ...administrator, API_CLIENT_ID: clientId, API_TENANT_IDS: tenantId, PORT: "0" };
    const running = startChild(node, ["server.ts"], { ...options, env });
    const printed = await whileServing(running, (origin) =>
      runSample(stage, {
        folder,
        host: "app-orders",
        program: [node, "call.ts"],
        settings: { ...settings, API: origin },
      }),
    );
    await expectOutput(folder, printed);
  },
};

const python: ControlScenario = {
  id: "samples/other-languages/python",
  client: "azure-identity-python",
  reaches: ["managedIdentity:app-orders", "token", "blob"],
  run: async (stage) => {
    const folder = await copySample("other-languages", stage.client.folder);
    const settings = settingsOf(stage, await applySample(stage, folder));
    const program = [stage.client.runtime, join("python", "main.py")];
    await expectOutput(folder, await runSample(stage, { folder, host: "app-orders", program, settings }));
  },
};

const go: ControlScenario = {
  id: "samples/other-languages/go",
  client: "azidentity-go",
  reaches: ["managedIdentity:app-orders", "token", "blob"],
  run: async (stage) => {
    const folder = await copySample("other-languages", stage.folder);
    const program = join(folder, process.platform === "win32" ? "notes.exe" : "notes");
    const options = { cwd: join(folder, "go"), env: process.env, signal: stage.signal, limitMs: 300_000 };
    const built = await runChild("go", ["build", "-o", program, "."], options);
    if (built.code !== 0) throw new Error(`go build ended with ${built.code}:\n${tail(built)}`);
    const settings = settingsOf(stage, await applySample(stage, folder));
    await expectOutput(folder, await runSample(stage, { folder, host: "app-orders", program: [program], settings }));
  },
};

export const sampleScenarios: readonly ControlScenario[] = [blob, functions, graph, outside, api, python, go];
