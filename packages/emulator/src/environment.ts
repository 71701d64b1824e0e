import type { Context } from "./context.ts";
import type { Directory } from "./directory/directory.ts";
import { microsoftNames } from "./origins.ts";
import type { Host } from "./state/state.ts";

export interface HostEnvironment {
  readonly kind: Host["kind"];
  readonly resourceId: string;
  /** Empty for a Kubernetes workload, which has a token file instead. */
  readonly identityEndpoint: string;
  /** Missing on a virtual machine: IMDS has no host secret. */
  readonly identityHeader?: string;
  /** Of a Kubernetes workload: what the workload identity webhook puts into its environment. */
  readonly workload?: {
    readonly tenantId: string;
    /** The token service's public name, with a slash at the end, as the webhook writes it. */
    readonly authorityHost: string;
    /** What its service account is annotated with, if it is. */
    readonly clientId?: string;
    readonly tokenFile: string;
    /** The subject of its tokens, for a federated identity credential. */
    readonly subject: string;
    readonly issuer: string;
  };
}

export interface DirectoryEnvironment {
  readonly tenantId: string;
  readonly domain: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly operator: { readonly clientId: string; readonly clientSecret: string };
  readonly hosts?: Readonly<Record<string, HostEnvironment>>;
  readonly storage?: { readonly account: string; readonly resourceId: string; readonly blobEndpoint: string };
  /** A project of AI Foundry. Its public endpoint is `https://{account}.services.ai.azure.com/api/projects/{project}`. */
  readonly foundry?: {
    readonly account: string;
    readonly project: string;
    /** The project's. */
    readonly resourceId: string;
    readonly endpoint: string;
  };
}

/** Files that programs need to trust the emulator and to reach its admin API. */
export interface EnvironmentFiles {
  readonly ca: string;
  readonly caBundle: string;
  readonly trustStore: string;
  readonly stateFolder: string;
  readonly adminKeyFile: string;
}

/** How to reach everything: what `tegata emulator start` and `env` print. Holds the operators' secrets. */
export interface EmulatorEnvironment {
  readonly authority: string;
  readonly resourceManager: string;
  readonly graph: string;
  readonly blob: string;
  readonly foundry: string;
  /** The CONNECT proxy that puts the emulator behind Microsoft's own names. */
  readonly proxy: string;
  readonly ca: string;
  readonly caBundle: string;
  readonly trustStore: string;
  readonly stateFolder: string;
  readonly admin: { readonly url: string; readonly keyFile: string };
  /** The Microsoft names that the proxy answers for. */
  readonly names: readonly string[];
  readonly home: string;
  readonly resource: string;
  readonly directories: Readonly<Record<string, DirectoryEnvironment>>;
}

function workloadOf(context: Context, host: Host): HostEnvironment["workload"] {
  if (!host.workload) return undefined;
  const { namespace, serviceAccount, clientId } = host.workload;
  return {
    tenantId: context.store.state.directories.find(({ name }) => name === host.directory)?.tenantId ?? "",
    authorityHost: `${context.cloud.authority}/`,
    ...(clientId === null ? {} : { clientId }),
    tokenFile: context.tokenFileOf(host.name),
    subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
    issuer: context.issuers.local.find(({ kind }) => kind === "kubernetes")?.issuer ?? "",
  };
}

/** How a program on a host gets its identity. */
export function hostEnvironmentOf(context: Context, host: Host): HostEnvironment {
  const { name, kind, resourceId, identityHeader } = host;
  const origin = context.origins.hosts[name];
  const identityEndpoint = origin === undefined || kind === "virtualMachine" ? (origin ?? "") : `${origin}/msi/token`;
  const workload = workloadOf(context, host);
  return {
    kind,
    resourceId,
    identityEndpoint,
    ...(identityHeader === null ? {} : { identityHeader }),
    ...(workload ? { workload } : {}),
  };
}

function hostsOf(context: Context, directory: Directory): Readonly<Record<string, HostEnvironment>> | undefined {
  const hosts = context.store.state.hosts.filter((host) => host.directory === directory.name);
  if (hosts.length === 0) return undefined;
  return Object.fromEntries(hosts.map((host) => [host.name, hostEnvironmentOf(context, host)]));
}

function storageOf(context: Context, subscriptionId: string): DirectoryEnvironment["storage"] {
  const account = context.store.state.arm.resources.find(
    ({ type, id }) =>
      type === "Microsoft.Storage/storageAccounts" && id.startsWith(`/subscriptions/${subscriptionId}/`),
  );
  return (
    account && {
      account: account.name,
      resourceId: account.id,
      blobEndpoint: `${context.origins.blob}/${account.name}`,
    }
  );
}

/** The first project of Foundry in a subscription. */
function foundryOf(context: Context, subscriptionId: string): DirectoryEnvironment["foundry"] {
  const found = context.store.state.arm.resources.find(
    ({ type, id }) =>
      type === "Microsoft.CognitiveServices/accounts/projects" && id.startsWith(`/subscriptions/${subscriptionId}/`),
  );
  const account = found?.id.split("/").at(-3) ?? "";
  return (
    found && {
      account,
      project: found.name,
      resourceId: found.id,
      endpoint: `${context.origins.foundry}/${account}/api/projects/${found.name}`,
    }
  );
}

/** How to work in a directory. Holds its operator's secret. */
export function directoryEnvironment(context: Context, directory: Directory): DirectoryEnvironment {
  const { arm, operators } = context.store.state;
  const subscriptionId =
    arm.subscriptions.find(({ tenantId }) => tenantId === directory.tenantId)?.subscriptionId ?? "";
  const group = arm.resourceGroups.find((candidate) => candidate.subscriptionId === subscriptionId);
  const clientId = operators.find((operator) => operator.directory === directory.name)?.clientId ?? "";
  const application = directory.applications.find(({ appId }) => appId === clientId);
  const hosts = hostsOf(context, directory);
  const storage = storageOf(context, subscriptionId);
  const foundry = foundryOf(context, subscriptionId);
  return {
    tenantId: directory.tenantId,
    domain: directory.domains[0] ?? "",
    subscriptionId,
    resourceGroup: group?.name ?? "",
    operator: { clientId, clientSecret: application?.passwordCredentials[0]?.secretText ?? "" },
    ...(hosts ? { hosts } : {}),
    ...(storage ? { storage } : {}),
    ...(foundry ? { foundry } : {}),
  };
}

/** The environment of a running emulator. */
export function environmentOf(
  context: Context,
  files: EnvironmentFiles & { readonly proxy: string },
): EmulatorEnvironment {
  const { origins, store, cloud } = context;
  return {
    authority: origins.token,
    resourceManager: origins.resourceManager,
    graph: origins.graph,
    blob: origins.blob,
    foundry: origins.foundry,
    proxy: files.proxy,
    ca: files.ca,
    caBundle: files.caBundle,
    trustStore: files.trustStore,
    stateFolder: files.stateFolder,
    admin: { url: `${origins.admin}/_tegata`, keyFile: files.adminKeyFile },
    names: microsoftNames(cloud).map(({ pattern }) => pattern),
    home: store.state.home,
    resource: store.state.resource,
    directories: Object.fromEntries(
      store.state.directories.map((directory) => [directory.name, directoryEnvironment(context, directory)]),
    ),
  };
}
