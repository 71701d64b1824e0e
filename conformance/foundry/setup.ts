// Two directories set up with the installed command, and a program run on a host, with everything that it printed.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sides } from "../chains.ts";
import type { Ended } from "../child.ts";
import { runChild } from "../child.ts";
import type { Place, Stage } from "../control-plane/scenario.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";

export interface Applied {
  readonly applicationClientId: string;
  readonly managedIdentityClientId: string;
}

interface Envelope {
  readonly data: { readonly applicationClientId: string; readonly managedIdentity?: { readonly clientId: string } };
}

/** What the two administrators sign in with, for `tegata apply`. */
function operators({ emulator }: Stage): Record<string, string> {
  const { home, resource } = sides(emulator.environment);
  return {
    NODE_EXTRA_CA_CERTS: emulator.environment.ca,
    TEGATA_HOME_CLIENT_ID: home.operator.clientId,
    TEGATA_HOME_CLIENT_SECRET: home.operator.clientSecret,
    TEGATA_RESOURCE_CLIENT_ID: resource.operator.clientId,
    TEGATA_RESOURCE_CLIENT_SECRET: resource.operator.clientSecret,
  };
}

/** Applies a tegata.yaml with both operators. */
export async function applyText(stage: Stage, text: string, name = "tegata"): Promise<Applied> {
  const { command, folder, signal } = stage;
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, text);
  const options = { cwd: folder, env: { ...inherited(), ...operators(stage) }, limitMs: 60_000, signal };
  const ended = await runChild(process.execPath, [command, "apply", "--file", file, "--json"], options);
  if (ended.code !== 0) throw new Error(`tegata apply ended with ${ended.code}:\n${tail(ended)}`);
  const { data } = JSON.parse(ended.stdout) as Envelope;
  return {
    applicationClientId: data.applicationClientId,
    managedIdentityClientId: data.managedIdentity?.clientId ?? "",
  };
}

export function foundryOf({ emulator }: Stage) {
  const { foundry } = sides(emulator.environment).resource;
  if (!foundry) throw new Error("the emulator has no Foundry project");
  return foundry;
}

/** One application with a role at the project, on App Service and Functions. */
export function configurationFor(
  stage: Stage,
  { name, role }: { readonly name: string; readonly role: string },
): string {
  const { home, resource } = sides(stage.emulator.environment);
  const { tenantId, subscriptionId, resourceGroup } = home;
  return JSON.stringify({
    version: 1,
    cloud: stage.emulator.environment.resourceManager,
    home: {
      tenantId,
      subscriptionId,
      resourceGroup,
      location: "japaneast",
      identity: "id-orders",
      hosts: [
        { kind: "appService", name: "app-orders" },
        { kind: "functionApp", name: "func-agents" },
      ],
      application: { name },
      trusts: ["managedIdentity"],
    },
    resources: [
      { tenantId: resource.tenantId, grants: [{ role, scope: foundryOf(stage).resourceId }] },
      // A service principal at home too, so that the application can sign in to the wrong directory.
      {
        tenantId,
        grants: [{ role: "Reader", scope: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` }],
      },
    ],
  });
}

export interface ProgramOptions {
  readonly place: Place;
  readonly program: string;
  readonly variables: Readonly<Record<string, string>>;
  /** `exec`: under `tegata exec` on the functions' host. `variables`: only what App Service itself gives, and trust. */
  readonly under: "exec" | "variables";
}

/** Runs a program on a host. */
export async function runOnHost(stage: Stage, options: ProgramOptions): Promise<Ended> {
  const { place, program, variables, under } = options;
  const { environment } = stage.emulator;
  const host = sides(environment).home.hosts?.["app-orders"];
  const common = { cwd: place.folder, limitMs: 60_000, signal: stage.signal };
  if (under === "exec") {
    const state = ["--state", environment.stateFolder];
    const words = [stage.command, "exec", "--on", "func-agents", ...state, "--", place.runtime, program];
    return runChild(process.execPath, words, { ...common, env: { ...inherited(), ...variables } });
  }
  const identity = { IDENTITY_ENDPOINT: host?.identityEndpoint ?? "", IDENTITY_HEADER: host?.identityHeader ?? "" };
  const trust = { NODE_EXTRA_CA_CERTS: environment.ca, AUTHORITY: environment.authority };
  return runChild(place.runtime, [program], {
    ...common,
    env: { ...inherited(), ...identity, ...trust, ...variables },
  });
}
