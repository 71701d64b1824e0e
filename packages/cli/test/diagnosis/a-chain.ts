// A working chain on an emulator in this process, whoever may act on it, and a clock that nobody waits for.
import type { Emulator } from "@tegata/emulator/testing";
import { createEmulator } from "@tegata/emulator/testing";
import type { DiagnosisOptions, Operator, SetupOutcome } from "@tegata/setup";
import { apply, parseConfiguration, resolveEndpoints } from "@tegata/setup";
import { workloadHere } from "../../src/workload/here.ts";

type Json = Readonly<Record<string, unknown>>;
type State = Emulator["context"]["store"]["state"];

/** Calls Graph and Resource Manager as the administrator of one directory. */
export interface Administrator extends Operator {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** `PATCH https://graph.microsoft.com/v1.0/…`; fails when it is refused. */
  readonly call: (call: string, body?: unknown) => Promise<Json>;
}

/** What the workload's process has in its environment apart from its host's settings. */
export type Environment = Record<string, string>;

export interface Chain {
  readonly emulator: Emulator;
  readonly home: Administrator;
  readonly resource: Administrator;
  readonly environment: Environment;
  /** All that the workload's process finds in its environment at the moment. */
  readonly inProcess: () => Environment;
  /** Changes settings of the host as its owner would, by Resource Manager; undefined takes one away. */
  readonly setOnHost: (settings: Readonly<Record<string, string | undefined>>) => Promise<void>;
  /** What tegata apply told when the chain was made. */
  readonly outcome: SetupOutcome;
  /** Everything for doctor and verify, from the vantage points that are asked for. */
  readonly options: (from?: readonly ("workload" | "home" | "resource")[]) => DiagnosisOptions;
  /** Lets so much time pass. */
  readonly pass: (seconds: number) => void;
  /** Makes everything as it was when the chain was made. */
  readonly restore: () => void;
}

export const graph = "https://graph.microsoft.com/v1.0";
export const names = { identity: "id-orders", application: "orders-cross-tenant", host: "app-orders" } as const;

/** The main job, with a Foundry project and an app role of Graph beside it. */
export function configurationText(home: HomePlace, resource: ResourcePlace): string {
  return `version: 1
cloud: public
home:
  tenantId: ${home.tenantId}
  subscriptionId: ${home.subscriptionId}
  resourceGroup: rg-app
  location: japaneast
  identity: ${names.identity}
  hosts: [{ kind: appService, name: ${names.host} }]
  application: { name: ${names.application} }
  trusts: [managedIdentity]
resources:
  - tenantId: ${resource.tenantId}
    grants:
      - { role: Storage Blob Data Contributor, scope: ${resource.account} }
      - { role: Foundry User, scope: ${resource.project} }
      - { api: https://graph.microsoft.com, appRole: Application.Read.All }
`;
}

interface ResourcePlace {
  readonly tenantId: string;
  readonly account: string;
  readonly project: string;
}

interface HomePlace {
  readonly tenantId: string;
  readonly subscriptionId: string;
}

async function jsonOf(response: Response, what: string): Promise<Json> {
  const text = await response.text();
  const body = (text.startsWith("{") ? JSON.parse(text) : {}) as Json;
  if (!response.ok) throw new Error(`${what} was answered ${response.status}: ${text}`);
  return body;
}

interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
}

function administrator(emulator: Emulator, place: HomePlace, { clientId, clientSecret }: Secrets): Administrator {
  const kept = new Map<string, { readonly token: string; readonly endsMs: number }>();
  const tokenSource = async (scope: string): Promise<string> => {
    const nowMs = emulator.context.clock.now();
    const held = kept.get(scope);
    if (held && nowMs < held.endsMs) return held.token;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope,
    });
    const url = `https://login.microsoftonline.com/${place.tenantId}/oauth2/v2.0/token`;
    const answer = await jsonOf(await emulator.fetch(new Request(url, { method: "POST", body })), "the sign-in");
    const token = String(answer["access_token"]);
    kept.set(scope, { token, endsMs: nowMs + 3_000_000 });
    return token;
  };
  const call = async (text: string, body?: unknown): Promise<Json> => {
    const [method = "", url = ""] = text.split(/ (.*)/);
    const token = await tokenSource(`${new URL(url).origin}/.default`);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return jsonOf(await emulator.fetch(new Request(url, { method, headers, ...content })), text);
  };
  return { ...place, tokenSource, call };
}

interface Places {
  readonly home: Administrator;
  readonly resource: Administrator;
  readonly host: Environment;
  readonly account: string;
  readonly project: string;
}

/** Reads what `emulator env` would print. */
function placesOf(emulator: Emulator): Places {
  const { state } = emulator.context.store;
  const directory = (name: string): Administrator => {
    const found = state.directories.find((one) => one.name === name);
    const operator = state.operators.find((one) => one.directory === name);
    const principal = found?.applications.find(({ appId }) => appId === operator?.clientId);
    const secret = principal?.passwordCredentials?.[0]?.secretText ?? "";
    const subscription = state.arm.subscriptions.find(({ tenantId }) => tenantId === found?.tenantId);
    const place = { tenantId: found?.tenantId ?? "", subscriptionId: subscription?.subscriptionId ?? "" };
    return administrator(emulator, place, { clientId: operator?.clientId ?? "", clientSecret: secret });
  };
  const host = state.hosts.find(({ name }) => name === names.host);
  const idOf = (wanted: string): string => state.arm.resources.find(({ type }) => type === wanted)?.id ?? "";
  return {
    home: directory(state.home),
    resource: directory(state.resource),
    account: idOf("Microsoft.Storage/storageAccounts"),
    project: idOf("Microsoft.CognitiveServices/accounts/projects"),
    host: {
      IDENTITY_ENDPOINT: `${emulator.context.origins.hosts[names.host]}/msi/token`,
      IDENTITY_HEADER: host?.identityHeader ?? "",
      WEBSITE_SITE_NAME: names.host,
    },
  };
}

function restoreState(state: State, kept: State): void {
  const source = structuredClone(kept);
  for (const name of Object.keys(state)) if (!(name in source)) Reflect.deleteProperty(state, name);
  Object.assign(state, source);
}

function settingsOf({ arm }: State): State["arm"]["resources"][number] | undefined {
  return arm.resources.find(({ id }) => id.endsWith(`/${names.host}/config/appsettings`));
}

/** A host gives its settings to its program, and they stand before what the shell has. */
function settingsOnHost(state: State): Environment {
  return { ...(settingsOf(state)?.properties as Environment | undefined) };
}

/** Makes the chain with `tegata apply`'s engine, in a fresh emulator. */
export async function aChain(): Promise<Chain> {
  const emulator = createEmulator();
  const { clock, faults, truth } = emulator.context;
  const places = placesOf(emulator);
  const { home, resource, host, account, project } = places;
  const configuration = parseConfiguration(configurationText(home, { tenantId: resource.tenantId, account, project }));
  const send = (url: string, init: object): Promise<Response> => emulator.fetch(new Request(url, init));
  const pass = (seconds: number): void => clock.shiftBy(seconds * 1000);
  const setupClock = {
    nowMs: () => clock.now(),
    sleep: async (durationMs: number) => clock.shiftBy(durationMs),
  };
  const endpoints = await resolveEndpoints(configuration);
  const outcome = await apply({
    configuration,
    endpoints,
    operators: { home, resource },
    fetch: send,
    clock: setupClock,
    withHostSettings: true,
  });
  const environment: Environment = { ...host };
  const inProcess = (): Environment => ({ ...environment, ...settingsOnHost(truth) });
  const keptEnvironment = { ...environment };
  const world: Omit<Parameters<typeof workloadHere>[1], "environment"> = {
    fetch: (url, init) => send(url, init),
    clock: {
      now: () => clock.now(),
      // With a signal it is a time limit, which is never reached; without, a pause that nobody waits for.
      sleep: (durationMs, signal) =>
        signal === undefined
          ? Promise.resolve(clock.shiftBy(durationMs))
          : new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
            }),
    },
  };
  const options: Chain["options"] = (from = ["workload", "home", "resource"]) => ({
    configuration,
    endpoints,
    fetch: send,
    clock: setupClock,
    operators: {
      ...(from.includes("home") ? { home } : {}),
      ...(from.includes("resource") ? { resource } : {}),
    },
    // Read anew: the settings are what the environment says now.
    ...(from.includes("workload") ? { workload: workloadHere(endpoints, { environment: inProcess(), ...world }) } : {}),
  });
  const kept = structuredClone(truth);
  const restore = (): void => {
    faults.clear();
    clock.reset();
    restoreState(truth, kept);
    for (const name of Object.keys(environment)) delete environment[name];
    Object.assign(environment, keptEnvironment);
  };
  const setOnHost: Chain["setOnHost"] = async (settings) => {
    const url = `https://management.azure.com${settingsOf(truth)?.id}`;
    const { properties } = await home.call(`POST ${url}/list?api-version=2024-11-01`);
    const changed = Object.entries({ ...(properties as object), ...settings }).filter(
      ([, value]) => value !== undefined,
    );
    await home.call(`PUT ${url}?api-version=2024-11-01`, { properties: Object.fromEntries(changed) });
  };
  return { emulator, home, resource, environment, inProcess, setOnHost, outcome, options, pass, restore };
}
