// Which way to take: from options, the host's settings, and tegata.yaml, in this order.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Cloud, CloudName } from "@tegata/core";
import { clouds, isGuid, judge, scopeChecks } from "@tegata/core";
import type { Configuration } from "@tegata/setup";
import { settingNames } from "@tegata/setup";
import type { CommandOption, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";
import { endpointsOf, readConfiguration } from "../setup-run.ts";
import type { HopRequest, IdentityChoice } from "../workload/hops.ts";
import { hostSignsOf } from "../workload/hops.ts";

export const requestOptions: readonly CommandOption[] = [
  {
    flags: "--tenant <tenant id>",
    description: "the resource directory; else TEGATA_RESOURCE_TENANT_ID or tegata.yaml",
  },
  {
    flags: "--client-id <client id>",
    description: "the application; else TEGATA_APPLICATION_CLIENT_ID or tegata.yaml",
  },
  {
    flags: "--identity <client id>",
    description: "the managed identity; else TEGATA_MANAGED_IDENTITY_CLIENT_ID or tegata.yaml",
  },
  { flags: "--scope <scope>", description: "the resource; else that of the first grant, or Storage" },
  {
    flags: "--cloud <cloud>",
    description: "public, usgov or china; else tegata.yaml's",
    choices: ["public", "usgov", "china"],
  },
  { flags: "--file <path>", description: "the configuration", defaultValue: "tegata.yaml" },
];

/** The way, and what is known about the directories it leads through. */
export interface TokenRequest {
  readonly hops: HopRequest & { readonly applicationId: string };
  readonly cloud: Cloud;
  readonly homeTenantId?: string;
}

async function configurationOf(invocation: Invocation): Promise<Configuration | undefined> {
  const file = text(invocation, "file") ?? "tegata.yaml";
  const isThere = existsSync(resolve(invocation.workingFolder, file));
  return isThere || file !== "tegata.yaml" ? readConfiguration(invocation) : undefined;
}

/** The audience of what the first grant is about. */
function scopeOf(configuration: Configuration | undefined, cloud: Cloud): string {
  const { apis } = cloud;
  const grant = configuration?.resources[0]?.grants[0];
  const of = (name: keyof Cloud["apis"]): string => `${apis[name].uris[0]}/.default`;
  if (grant === undefined) return of("storage");
  if ("api" in grant) return `${grant.api.replace(/\/$/, "")}/.default`;
  if (/Microsoft\.Storage\//i.test(grant.scope)) return of("storage");
  if (/Microsoft\.CognitiveServices\//i.test(grant.scope)) return of("foundry");
  return /Microsoft\.KeyVault\//i.test(grant.scope) ? of("keyVault") : of("resourceManager");
}

interface Known {
  readonly invocation: Invocation;
  readonly configuration: Configuration | undefined;
}

function identityOf({ invocation, configuration }: Known): IdentityChoice | undefined {
  const { environment } = invocation;
  const clientId = text(invocation, "identity") ?? environment[settingNames.identityClientId];
  if (clientId) return { clientId };
  if (hostSignsOf(environment) === "kubernetes") return "projected token";
  const { subscriptionId, resourceGroup, identity } = configuration?.home ?? {};
  if (!subscriptionId || !resourceGroup || !identity) return undefined;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return { resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}` };
}

/** A scope that the token service would refuse is not sent. */
function scopeFaults(scope: string | undefined): string[] {
  if (scope === undefined || judge(scopeChecks, { scope }).refusal === undefined) return [];
  return ["--scope must be one resource's identifier with /.default behind it: https://storage.azure.com/.default"];
}

interface Ids {
  readonly tenantId: string | undefined;
  readonly applicationId: string | undefined;
  readonly identity: IdentityChoice | undefined;
}

function faultsOf({ tenantId, applicationId, identity }: Ids): string[] {
  return [
    ...(tenantId ? [] : ["the resource directory is not known: --tenant"]),
    ...(tenantId && !isGuid(tenantId) ? ["--tenant must be the resource directory's id, a GUID"] : []),
    ...(applicationId ? [] : ["the application is not known: --client-id"]),
    ...(applicationId && !isGuid(applicationId) ? ["--client-id must be the application's client id, a GUID"] : []),
    ...(identity ? [] : ["the managed identity is not known: --identity"]),
    ...(typeof identity === "object" && "clientId" in identity && !isGuid(identity.clientId)
      ? ["--identity must be the managed identity's client id, a GUID"]
      : []),
  ];
}

function cloudNamed(name: string | undefined): Cloud | undefined {
  return name === undefined ? undefined : clouds[name as CloudName];
}

/**
 * What is to be asked of whom. Asks the network only where the configuration names a cloud by its metadata.
 *
 * @throws CliError `cli.usage` with everything that is missing or malformed; SetupError
 */
export async function tokenRequestOf(invocation: Invocation): Promise<TokenRequest> {
  const { environment } = invocation;
  const configuration = await configurationOf(invocation);
  const tenantId =
    text(invocation, "tenant") ?? environment[settingNames.resourceTenantId] ?? configuration?.resources[0]?.tenantId;
  const applicationId =
    text(invocation, "clientId") ?? environment[settingNames.applicationId] ?? configuration?.home.application.clientId;
  const identity = identityOf({ invocation, configuration });
  const faults = [...faultsOf({ tenantId, applicationId, identity }), ...scopeFaults(text(invocation, "scope"))];
  if (faults.length > 0 || !tenantId || !applicationId || !identity)
    throw new CliError("cli.usage", faults.join("; "), {
      fix: "Give the options, run where tegata.yaml lies, or on a host that has the settings of tegata apply (tegata exec --on <host> -- tegata token).",
    });
  const named = cloudNamed(text(invocation, "cloud"));
  const endpoints = configuration && !named ? await endpointsOf(configuration, invocation) : undefined;
  const cloud = named ?? endpoints?.cloud ?? clouds.public;
  const scope = text(invocation, "scope") ?? scopeOf(configuration, cloud);
  const homeTenantId = environment["TEGATA_HOME_TENANT_ID"] ?? configuration?.home.tenantId;
  const authority = endpoints?.authority ?? (environment["AZURE_AUTHORITY_HOST"] || cloud.authority);
  return {
    hops: { identity, tenantId, applicationId, scope, authority, cloud: cloud.name },
    cloud,
    ...(homeTenantId ? { homeTenantId } : {}),
  };
}
