// One client in one scenario: a process of its own, because msal-node keeps the managed identity for a whole process.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Chain, ChainName } from "./chains.ts";
import { sides } from "./chains.ts";
import type { Ended } from "./child.ts";
import { runChild } from "./child.ts";
import type { Client } from "./clients.ts";
import type { Emulator, EmulatorEnvironment, RequestCounts, Seen } from "./emulator.ts";
import { inherited } from "./inherited.ts";
import type { Scenario } from "./scenarios.ts";
import { tail } from "./redact.ts";
import { judgeTour, tourPrincipals } from "./tour.ts";

const limitMs = 60_000;

export interface CellOptions {
  readonly emulator: Emulator;
  /** The installed `tegata` command's file. */
  readonly command: string;
  readonly chain: Chain;
  /** Every chain that was set up. */
  readonly chains: ReadonlyMap<ChainName, Chain>;
  readonly client: Client;
  readonly scenario: Scenario;
  /** Where the client is installed, and what runs its programs. */
  readonly installed: { readonly folder: string; readonly runtime: string };
  readonly signal: AbortSignal;
}

export interface CellRun {
  /** Why it failed; undefined when it passed. */
  readonly failure: string | undefined;
  readonly seen: Seen;
}

type Variables = Record<string, string>;

/** The applications of the storage tour, by name, as JSON. */
function principals(chains: CellOptions["chains"]): string {
  const ids = Object.entries(tourPrincipals).map(([name, chain]) => [name, chains.get(chain)?.applicationClientId]);
  return JSON.stringify(Object.fromEntries(ids));
}

function settings({ emulator, chain, chains, scenario }: CellOptions, content: string): Variables {
  const { environment } = emulator;
  const { storage, ...directory } = sides(environment).resource;
  const { tenantId } = scenario.signsInTo === "home" ? sides(environment).home : directory;
  const addresses: Variables = { AUTHORITY: environment.authority, BLOB_ENDPOINT: storage?.blobEndpoint ?? "" };
  return {
    TENANT_ID: tenantId,
    CLIENT_ID: chain.applicationClientId,
    MANAGED_IDENTITY_CLIENT_ID: chain.managedIdentityClientId,
    CONTAINER: `c-${content}`,
    CONTENT: content,
    ...(scenario.ends.with === "tour" ? { PRINCIPALS: principals(chains) } : {}),
    ...(scenario.under === "exec" ? { STORAGE_ACCOUNT: storage?.account ?? "" } : addresses),
  };
}

/** What the host itself gives a program, and trust in the emulator's certificate. */
function hostVariables(environment: EmulatorEnvironment, name: string): Variables {
  const host = sides(environment).home.hosts?.[name];
  if (!host) throw new Error(`the emulator has no host ${name}`);
  const { kind, identityEndpoint, identityHeader = "" } = host;
  const identity: Variables =
    kind === "virtualMachine"
      ? { AZURE_POD_IDENTITY_AUTHORITY_HOST: identityEndpoint }
      : { IDENTITY_ENDPOINT: identityEndpoint, IDENTITY_HEADER: identityHeader };
  return { ...identity, NODE_EXTRA_CA_CERTS: environment.ca, REQUESTS_CA_BUNDLE: environment.caBundle };
}

/** What a developer's shell may hold: each of these would send a client elsewhere, if `exec` let it through. */
const leftovers: Variables = {
  AZURE_TENANT_ID: "00000000-0000-4000-8000-000000000000",
  AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000000",
  AZURE_FEDERATED_TOKEN_FILE: "leftover",
  AZURE_AUTHORITY_HOST: "https://leftover.invalid",
  MSI_ENDPOINT: "http://leftover.invalid",
};

function start(options: CellOptions, content: string): Promise<Ended> {
  const { emulator, command, client, scenario, installed, signal } = options;
  const { environment } = emulator;
  const ending = client.runtime === "python" ? "py" : "mjs";
  const program = [installed.runtime, join("programs", client.programs, `${scenario.program}.${ending}`)] as const;
  const own = settings(options, content);
  const common = { cwd: installed.folder, limitMs, signal };
  if (scenario.under === "exec") {
    const words = [command, "exec", "--on", scenario.host, "--state", environment.stateFolder, "--", ...program];
    return runChild(process.execPath, words, { ...common, env: { ...inherited(), ...leftovers, ...own } });
  }
  const env = { ...inherited(), ...hostVariables(environment, scenario.host), ...own };
  return runChild(program[0], [program[1]], { ...common, env });
}

/** What is wrong with the way it ended; undefined when nothing is. */
function judgeEnd(ended: Ended, { scenario, content }: { readonly scenario: Scenario; readonly content: string }) {
  if (ended.ranTooLong) return `did not end within ${limitMs / 1000} seconds:\n${tail(ended)}`;
  if (scenario.ends.with === "refusal") {
    if (ended.code === 0) return "was not refused";
    const unsaid = scenario.ends.says.filter((pattern) => !pattern.test(ended.stderr));
    return unsaid.length === 0 ? undefined : `was refused without a word of ${unsaid.join(", ")}:\n${tail(ended)}`;
  }
  if (ended.code !== 0) return `ended with ${ended.code}:\n${tail(ended)}`;
  if (scenario.ends.with === "tests") {
    const { passed } = scenario.ends;
    const all = JSON.stringify({ passed, failed: 0 });
    return JSON.stringify(parsed(ended.stdout)) === all ? undefined : `printed ${tail(ended)}, not ${all}`;
  }
  if (scenario.ends.with === "tour") return judgeTour(parsed(ended.stdout));
  const wanted = JSON.stringify({ read: content, listed: ["order 1.txt"] });
  return JSON.stringify(parsed(ended.stdout)) === wanted ? undefined : `printed ${tail(ended)}, not ${wanted}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A client that passed without a request to each service passed for another reason than it should. */
function judgeRequests(requests: RequestCounts, { ends, host, reaches }: Scenario): string | undefined {
  if (ends.with === "tests") return undefined;
  const silent = [`managedIdentity:${host}`, ...reaches].filter((service) => !requests[service]);
  return silent.length === 0 ? undefined : `the emulator saw no request to ${silent.join(", ")}`;
}

export async function runCell(options: CellOptions): Promise<CellRun> {
  const content = randomUUID();
  const { result: ended, seen } = await options.emulator.observe(() => start(options, content));
  const { scenario } = options;
  return { failure: judgeEnd(ended, { scenario, content }) ?? judgeRequests(seen.requests, scenario), seen };
}
