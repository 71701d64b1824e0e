// Sets up one whole chain with the installed command, and runs programs as one of its hosts would.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sides } from "../chains.ts";
import type { Ended } from "../child.ts";
import { runChild } from "../child.ts";
import type { Place, Stage } from "../control-plane/scenario.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";

type Variables = Readonly<Record<string, string>>;

export interface Chain {
  readonly applicationClientId: string;
  readonly identity: { readonly clientId: string; readonly principalId: string; readonly resourceId: string };
}

export interface ChainOptions {
  /** What the application is called. */
  readonly name?: string;
  /** Of the trusted token, where it is not the managed identity's. */
  readonly subject?: string;
  /** Default: Storage Blob Data Contributor on the account. */
  readonly grants?: readonly Readonly<Record<string, string>>[];
  /** Only the home directory's side is applied: no service principal in the other. */
  readonly isHomeOnly?: boolean;
  /** The application gets a role in its home directory too, and with it a service principal. */
  readonly isInHome?: boolean;
}

interface ApplyEnvelope {
  readonly data: { readonly applicationClientId: string; readonly managedIdentity: Chain["identity"] };
}

/** One user-assigned identity on every host, an application that trusts it, and what the application may do. */
export async function applyChain(stage: Stage, options: ChainOptions = {}): Promise<Chain> {
  const { environment } = stage.emulator;
  const { home, resource } = sides(environment);
  const { name = "orders", subject, grants, isHomeOnly = false, isInHome = false } = options;
  const { tenantId, subscriptionId, resourceGroup } = home;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const trust = { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, subject };
  const given = grants ?? [{ role: "Storage Blob Data Contributor", scope: resource.storage?.resourceId ?? "" }];
  const configuration = {
    version: 1,
    cloud: environment.resourceManager,
    home: {
      tenantId,
      subscriptionId,
      resourceGroup,
      location: "japaneast",
      identity: "id-orders",
      hosts: [
        { kind: "appService", name: "app-orders" },
        { kind: "virtualMachine", name: "vm-batch" },
      ],
      application: { name },
      trusts: [subject === undefined ? "managedIdentity" : trust],
    },
    resources: [
      { tenantId: resource.tenantId, grants: given },
      ...(isInHome ? [{ tenantId, grants: [{ role: "Reader", scope: group }] }] : []),
    ],
  };
  await mkdir(stage.folder, { recursive: true });
  const file = join(stage.folder, `${name}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify(configuration));
  const side = isHomeOnly ? ["--side", "home"] : [];
  const ended = await runChild(process.execPath, [stage.command, "apply", "--file", file, "--json", ...side], {
    cwd: stage.folder,
    env: {
      ...inherited(),
      NODE_EXTRA_CA_CERTS: environment.ca,
      TEGATA_HOME_CLIENT_ID: home.operator.clientId,
      TEGATA_HOME_CLIENT_SECRET: home.operator.clientSecret,
      TEGATA_RESOURCE_CLIENT_ID: resource.operator.clientId,
      TEGATA_RESOURCE_CLIENT_SECRET: resource.operator.clientSecret,
    },
    limitMs: 60_000,
    signal: stage.signal,
  });
  // 3: the other administrator's half is still to be done.
  const wanted = isHomeOnly ? 3 : 0;
  if (ended.code !== wanted) throw new Error(`tegata apply ended with ${ended.code}:\n${tail(ended)}`);
  const { data } = JSON.parse(ended.stdout) as ApplyEnvelope;
  return { applicationClientId: data.applicationClientId, identity: data.managedIdentity };
}

/** What a host gives a program, and trust in the emulator's certificate. */
function hostVariables(stage: Stage, name: string): Variables {
  const { environment } = stage.emulator;
  const host = sides(environment).home.hosts?.[name];
  if (!host) throw new Error(`the emulator has no host ${name}`);
  const { kind, identityEndpoint, identityHeader = "" } = host;
  const trust = { NODE_EXTRA_CA_CERTS: environment.ca, REQUESTS_CA_BUNDLE: environment.caBundle };
  return kind === "virtualMachine"
    ? { ...trust, AZURE_POD_IDENTITY_AUTHORITY_HOST: identityEndpoint }
    : { ...trust, IDENTITY_ENDPOINT: identityEndpoint, IDENTITY_HEADER: identityHeader };
}

/** What every program is told: who it is, and where the emulator is. */
export function settingsOf(stage: Stage, chain: Chain): Variables {
  const { environment } = stage.emulator;
  return {
    AUTHORITY: environment.authority,
    TENANT_ID: sides(environment).resource.tenantId,
    CLIENT_ID: chain.applicationClientId,
    MANAGED_IDENTITY_CLIENT_ID: chain.identity.clientId,
  };
}

export interface Program {
  /** Which client runs it; its folder holds `programs`. */
  readonly place?: Place;
  /** Below `programs`. */
  readonly file: string;
  readonly host?: "app-orders" | "vm-batch";
  readonly variables: Variables;
}

/** Runs one program in a process of its own, with the host's variables. */
export function runProgram(stage: Stage, program: Program): Promise<Ended> {
  const { place = stage.client, file, host = "app-orders", variables } = program;
  const env = { ...inherited(), ...hostVariables(stage, host), ...variables };
  const runtime = file.endsWith(".mjs") ? process.execPath : place.runtime;
  const options = { cwd: place.folder, env, limitMs: 60_000, signal: stage.signal };
  return runChild(runtime, [join("programs", file)], options);
}

/** The same, for a program that prints one line of JSON and ends well. */
export async function printed(stage: Stage, program: Program): Promise<unknown> {
  const ended = await runProgram(stage, program);
  if (ended.code !== 0) throw new Error(`${program.file} ended with ${ended.code}:\n${tail(ended)}`);
  return JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "");
}
