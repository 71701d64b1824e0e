// What is set up before the clients run: one whole chain, and chains with one link missing, each a tegata.yaml that the
// installed command applies.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runChild } from "./child.ts";
import type { Emulator, EmulatorEnvironment } from "./emulator.ts";
import { tail } from "./redact.ts";

export type ChainName = "orders" | "unconsented" | "wrongSubject" | "noDataRole" | "bothDirectories" | StorageChain;

/** Roles that the storage tour wants beside those of the others. */
type StorageChain = "dataOwner" | "dataReader" | "otherContainer";

/** The ids that a workload is configured with. */
export interface Chain {
  readonly applicationClientId: string;
  readonly managedIdentityClientId: string;
}

interface Plan {
  readonly configuration: (environment: EmulatorEnvironment) => Record<string, unknown>;
  readonly side?: "home";
  /** What `apply` ends with: 0 done, 3 waiting for the other administrator. */
  readonly exitCode: 0 | 3;
}

const dataRole = "Storage Blob Data Contributor";

interface Variant {
  readonly name: string;
  readonly hosts?: readonly { readonly kind: string; readonly name: string }[];
  readonly role?: string;
  readonly homeRole?: string;
  /** Below the storage account; on the account itself without it. */
  readonly container?: string;
  /** Of the trusted token, where it is not the managed identity's. */
  readonly subject?: string;
}

function configurationOf(environment: EmulatorEnvironment, variant: Variant): Record<string, unknown> {
  const { home, resource } = sides(environment);
  const { tenantId, subscriptionId, resourceGroup } = home;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const below = variant.container === undefined ? "" : `/blobServices/default/containers/${variant.container}`;
  const trust = { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, subject: variant.subject };
  return {
    version: 1,
    cloud: environment.resourceManager,
    home: {
      tenantId,
      subscriptionId,
      resourceGroup,
      location: "japaneast",
      identity: "id-orders",
      ...(variant.hosts ? { hosts: variant.hosts } : {}),
      application: { name: variant.name },
      trusts: [variant.subject === undefined ? "managedIdentity" : trust],
    },
    resources: [
      {
        tenantId: resource.tenantId,
        grants: [{ role: variant.role ?? dataRole, scope: `${resource.storage?.resourceId}${below}` }],
      },
      ...(variant.homeRole ? [{ tenantId, grants: [{ role: variant.homeRole, scope: group }] }] : []),
    ],
  };
}

export function sides({ directories, home, resource }: EmulatorEnvironment) {
  const [homeSide, resourceSide] = [directories[home], directories[resource]];
  if (!homeSide || !resourceSide) throw new Error("the emulator's environment names directories that it does not have");
  return { home: homeSide, resource: resourceSide };
}

const hosts = [
  { kind: "appService", name: "app-orders" },
  { kind: "functionApp", name: "func-agents" },
  { kind: "virtualMachine", name: "vm-batch" },
];

const plan = (variant: Variant): Plan => ({
  configuration: (environment) => configurationOf(environment, variant),
  exitCode: 0,
});

const plans: Readonly<Record<ChainName, Plan>> = {
  orders: plan({ name: "orders", hosts }),
  unconsented: { ...plan({ name: "unconsented" }), side: "home", exitCode: 3 },
  wrongSubject: plan({ name: "wrong-subject", subject: "00000000-0000-4000-8000-00000000dead" }),
  // The account's own role says nothing about the data in it; a mistake that everybody makes once.
  noDataRole: plan({ name: "no-data-role", role: "Reader" }),
  bothDirectories: plan({ name: "both-directories", homeRole: "Reader" }),
  dataOwner: plan({ name: "data-owner", role: "Storage Blob Data Owner" }),
  dataReader: plan({ name: "data-reader", role: "Storage Blob Data Reader" }),
  otherContainer: plan({ name: "other-container", container: "elsewhere" }),
};

interface ApplyEnvelope {
  readonly data: { readonly applicationClientId: string; readonly managedIdentity: { readonly clientId: string } };
}

async function apply(name: ChainName, { environment, command, folder, signal }: ApplyOptions): Promise<Chain> {
  const { configuration, side, exitCode } = plans[name];
  const file = join(folder, `${name}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify(configuration(environment), undefined, 2));
  const { home, resource } = sides(environment);
  const words = ["apply", "--file", file, "--json", ...(side ? ["--side", side] : [])];
  const ended = await runChild(process.execPath, [command, ...words], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: environment.ca,
      TEGATA_HOME_CLIENT_ID: home.operator.clientId,
      TEGATA_HOME_CLIENT_SECRET: home.operator.clientSecret,
      TEGATA_RESOURCE_CLIENT_ID: resource.operator.clientId,
      TEGATA_RESOURCE_CLIENT_SECRET: resource.operator.clientSecret,
    },
    limitMs: 60_000,
    signal,
  });
  if (ended.code !== exitCode)
    throw new Error(`tegata apply of ${name} ended with ${ended.code}, not ${exitCode}:\n${tail(ended)}`);
  const { data } = JSON.parse(ended.stdout) as ApplyEnvelope;
  return { applicationClientId: data.applicationClientId, managedIdentityClientId: data.managedIdentity.clientId };
}

interface ApplyOptions {
  readonly environment: EmulatorEnvironment;
  /** The installed command's file. */
  readonly command: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Applies the chains that are asked for, one after the other: they share the identity and its hosts. */
export async function applyChains(
  names: ReadonlySet<ChainName>,
  { emulator, ...options }: Omit<ApplyOptions, "environment"> & { readonly emulator: Emulator },
): Promise<ReadonlyMap<ChainName, Chain>> {
  await mkdir(options.folder, { recursive: true });
  const chains = new Map<ChainName, Chain>();
  // The first one gives the identity to the hosts.
  for (const name of new Set<ChainName>(["orders", ...names]))
    chains.set(name, await apply(name, { ...options, environment: emulator.environment }));
  return chains;
}
