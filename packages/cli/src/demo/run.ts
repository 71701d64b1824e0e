import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorEnvironment, RunningEmulator } from "@tegata/emulator";
import type { SetupOutcome } from "@tegata/setup";
import { apply, parseConfiguration, plan, resolveEndpoints, summarize } from "@tegata/setup";
import type { Invocation } from "../command.ts";
import { loadEmulator } from "../emulator/load.ts";
import { trustAlso } from "../emulator/trust.ts";
import { CliError, interrupted } from "../errors.ts";
import { showProgress } from "../output/progress.ts";
import { operatorOf } from "../sign-in/operators.ts";
import { demoConfiguration, demoNames } from "./configuration.ts";
import type { Conversation } from "./conversation.ts";
import { converse } from "./conversation.ts";
import type { Evidence } from "./evidence.ts";
import { readEvidence } from "./evidence.ts";
import type { RoundTrip } from "./round-trip.ts";
import { roundTrip } from "./round-trip.ts";
import type { SampleName, Workload } from "./workload.ts";
import { startWorkload } from "./workload.ts";

/** A demo that ran through, with everything still up. */
export interface RunDemo {
  readonly environment: EmulatorEnvironment;
  readonly evidence: Evidence;
  readonly roundTrip: RoundTrip;
  readonly conversation: Conversation;
  readonly outcome: SetupOutcome;
  /** The app on App Service, and the functions. */
  readonly workload: Workload;
  readonly functions: Workload;
  readonly configurationFile: string;
}

type Cleanup = () => Promise<unknown>;

type EmulatorPackage = Awaited<ReturnType<typeof loadEmulator>>;

async function startEmulator(
  emulator: EmulatorPackage,
  invocation: Invocation,
  cleanups: Cleanup[],
): Promise<RunningEmulator> {
  const folder = await mkdtemp(join(tmpdir(), "tegata-demo-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const running = await emulator.startEmulator({
    stateFolder: join(folder, "state"),
    ports: "free",
    onNotice: (line) => invocation.terminal.note(line),
  });
  cleanups.push(running.close);
  trustAlso(running.ca);
  return running;
}

/** Plans and applies with each side's own operator, then plans again: nothing may be left to do. */
async function setUp(invocation: Invocation, environment: EmulatorEnvironment, text: string): Promise<SetupOutcome> {
  const { terminal, signal } = invocation;
  const configuration = parseConfiguration(text, { file: "tegata.yaml" });
  const endpoints = await resolveEndpoints(configuration, { signal });
  const operator = (side: "home" | "resource") => {
    const { tenantId, operator: account } = environment.directories[environment[side]] as NonNullable<
      EmulatorEnvironment["directories"][string]
    >;
    const variables = {
      [`TEGATA_${side.toUpperCase()}_CLIENT_ID`]: account.clientId,
      [`TEGATA_${side.toUpperCase()}_CLIENT_SECRET`]: account.clientSecret,
    };
    return operatorOf({ side, tenantId, authority: endpoints.authority, environment: variables, signal });
  };
  const run = {
    configuration,
    endpoints,
    operators: { home: operator("home"), resource: operator("resource") },
    signal,
  };
  const { create, update } = summarize(await plan(run));
  terminal.note(`Plan: ${create} to create, ${update} to change, by two operators. Applying:`);
  const outcome = await apply({ ...run, onProgress: showProgress(terminal) });
  const left = summarize(await plan(run));
  if (left.create + left.update + left.blocked > 0) {
    throw new CliError("demo.failed", "a second plan still has something to do", { fix: "Please report this." });
  }
  terminal.note("A second plan has nothing to do.");
  return outcome;
}

interface Ready {
  readonly environment: EmulatorEnvironment;
  readonly outcome: SetupOutcome;
  readonly hostVariables: (host: string) => Readonly<Record<string, string>>;
}

/** What Azure would give each app: its host's environment, the settings that apply told, and where its resource is. */
function workloadEnvironments({ environment, outcome, hostVariables }: Ready) {
  const { storage, foundry } = environment.directories[environment.resource] ?? {};
  const [app, functions] = demoNames.journeys;
  const common = { ...outcome.applicationSettings, PORT: "0" };
  // Microsoft's own names: the proxy of the host's environment leads to the emulator.
  return {
    app: {
      ...hostVariables(app.host),
      ...common,
      STORAGE_BLOB_ENDPOINT: `https://${storage?.account}.blob.core.windows.net`,
      STORAGE_CONTAINER: "orders",
    },
    functions: {
      ...hostVariables(functions.host),
      ...common,
      FOUNDRY_PROJECT_ENDPOINT: `https://${foundry?.account}.services.ai.azure.com/api/projects/${foundry?.project}`,
      FOUNDRY_MODEL: "gpt-4.1",
    },
  };
}

/** Starts both samples at the same time; each one that came up is stopped at the end, even if the other did not. */
async function startWorkloads(ready: Ready, signal: AbortSignal, cleanups: Cleanup[]): Promise<[Workload, Workload]> {
  const environments = workloadEnvironments(ready);
  const start = async (sample: SampleName, environment: Readonly<Record<string, string>>): Promise<Workload> => {
    const workload = await startWorkload(sample, environment, signal);
    cleanups.push(workload.stop);
    return workload;
  };
  const starting = [
    start("app-service-blob", environments.app),
    start("functions-foundry-agent", environments.functions),
  ] as const;
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** Runs both articles end to end; `cleanups` collects what must be undone, last first, whatever happens. */
export async function runDemo(invocation: Invocation, cleanups: Cleanup[]): Promise<RunDemo> {
  const { terminal, signal } = invocation;
  const step = (text: string): void => {
    if (signal.aborted) throw interrupted();
    terminal.note(terminal.noteStyle("bold", text));
  };
  const emulator = await loadEmulator();
  step("Starting two directories, contoso and fabrikam…");
  const running = await startEmulator(emulator, invocation, cleanups);
  const { environment } = running;
  step("Setting up access from contoso to fabrikam's storage account and Foundry project…");
  const text = demoConfiguration(environment);
  const configurationFile = join(environment.stateFolder, "..", "tegata.yaml");
  await writeFile(configurationFile, text);
  const outcome = await setUp(invocation, environment, text);
  const [app, functionApp] = demoNames.journeys;
  step(`Starting the sample apps on ${app.host} and ${functionApp.host}…`);
  const hostVariables = (host: string) => emulator.hostEnvironment(environment, host, invocation.environment) ?? {};
  const [workload, functions] = await startWorkloads({ environment, outcome, hostVariables }, signal, cleanups);
  step("Storing a file through the app, and reading it back…");
  const storing = roundTrip(workload.url, signal);
  step("Asking two agents through the functions…");
  const asking = converse(functions.url, outcome.applicationClientId ?? "", signal);
  // Both come to an end before one may fail: nothing is taken down under the other.
  await Promise.allSettled([storing, asking]);
  const [made, conversation] = [await storing, await asking];
  const evidence = readEvidence(running.emulator.context.journal.since(), demoNames);
  return { environment, evidence, roundTrip: made, conversation, outcome, workload, functions, configurationFile };
}
