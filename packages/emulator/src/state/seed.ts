import type { PrincipalId, ResourceId } from "@tegata/core";
import { findBuiltInRole, parseObjectId, parsePrincipalId, parseTenantId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import type { Resource, ResourceGroup, RoleAssignment, Subscription } from "../resources/resource.ts";
import type { World } from "../world.ts";
import type { Host, State } from "./state.ts";

// Ids are fixed and obviously made up, so that scripts and screenshots can be written down. The first digit says whose.
const contoso = {
  name: "contoso",
  displayName: "Contoso",
  tenantId: "11111111-1111-4111-8111-111111111111",
  subscriptionId: "11111111-0000-4000-8000-00000000005b",
  resourceGroup: "rg-app",
  operator: {
    appId: "11111111-0000-4000-8000-0000000000c1",
    objectId: "11111111-0000-4000-8000-0000000000a1",
    principalId: "11111111-0000-4000-8000-0000000000f1",
  },
};
const fabrikam = {
  name: "fabrikam",
  displayName: "Fabrikam",
  tenantId: "22222222-2222-4222-8222-222222222222",
  subscriptionId: "22222222-0000-4000-8000-00000000005b",
  resourceGroup: "rg-data",
  operator: {
    appId: "22222222-0000-4000-8000-0000000000c1",
    objectId: "22222222-0000-4000-8000-0000000000a1",
    principalId: "22222222-0000-4000-8000-0000000000f1",
  },
};
/** A directory to be, with the ids of its operator. */
export type Company = typeof contoso;

const location = "japaneast";
/** What an administrator of the directory needs here: applications, consent to Graph's app roles, the log of sign-ins. */
const operatorRoles = [
  "158c047a-c907-4556-b7ef-446551a6b5f7", // Cloud Application Administrator
  "e8611ab8-c189-46e8-94e1-60213ab1f814", // Privileged Role Administrator
  "4a5d8f65-41da-4de4-8968-e035b65339cf", // Reports Reader
];

function secret(world: World): string {
  return Buffer.from(world.randomBytes(30)).toString("base64url");
}

/** A client secret in the form of Entra's own, so that what redacts those redacts this one. */
function clientSecret(world: World): string {
  const text = secret(world);
  return `${text.slice(0, 3).replace(/^-/, "x")}8Q~${text.slice(6)}`;
}

function groupId(company: Pick<Company, "subscriptionId" | "resourceGroup">): string {
  return `/subscriptions/${company.subscriptionId}/resourceGroups/${company.resourceGroup}`;
}

function directoryOf(company: Company, world: World): Directory {
  const now = new Date(world.now()).toISOString();
  const { operator } = company;
  return {
    name: company.name,
    displayName: company.displayName,
    tenantId: parseTenantId(company.tenantId),
    domains: [`${company.name}.onmicrosoft.com`],
    createdDateTime: now,
    signingKeys: [],
    applications: [
      {
        id: parseObjectId(operator.objectId),
        appId: operator.appId,
        createdDateTime: now,
        displayName: `${company.displayName} operator`,
        uniqueName: null,
        signInAudience: "AzureADMyOrg",
        identifierUris: [],
        passwordCredentials: [
          {
            keyId: world.uuid(),
            displayName: "made at the first start",
            secretText: clientSecret(world),
            endDateTime: "9999-12-31T00:00:00Z",
          },
        ],
        federatedIdentityCredentials: [],
        other: {},
      },
    ],
    servicePrincipals: [
      {
        id: parsePrincipalId(operator.principalId),
        appId: operator.appId,
        servicePrincipalType: "Application",
        appOwnerOrganizationId: company.tenantId,
        alternativeNames: [],
        displayName: `${company.displayName} operator`,
        accountEnabled: true,
        other: {},
      },
    ],
    directoryRoleMembers: operatorRoles.map((roleTemplateId) => ({
      principalId: operator.principalId as PrincipalId,
      roleTemplateId,
    })),
  };
}

interface ResourceSeed {
  readonly type: string;
  readonly name: string;
  readonly kind?: string;
  readonly properties?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
}

function resourceOf(company: Pick<Company, "subscriptionId" | "resourceGroup">, seed: ResourceSeed): Resource {
  const { type, name, kind, properties = {}, secrets } = seed;
  return {
    id: `${groupId(company)}/providers/${type}/${name}` as ResourceId,
    name,
    type,
    location,
    tags: {},
    properties,
    ...(kind === undefined ? {} : { kind }),
    ...(secrets === undefined ? {} : { secrets }),
  };
}

const hostTypes: Readonly<Record<Host["kind"], { readonly type: string; readonly kind: string | undefined }>> = {
  appService: { type: "Microsoft.Web/sites", kind: "app,linux" },
  functionApp: { type: "Microsoft.Web/sites", kind: "functionapp,linux" },
  containerApp: { type: "Microsoft.App/containerApps", kind: undefined },
  virtualMachine: { type: "Microsoft.Compute/virtualMachines", kind: undefined },
  kubernetes: { type: "Microsoft.ContainerService/managedClusters", kind: undefined },
};

type HostSeed = Pick<Host, "name" | "directory" | "kind" | "workload">;
type Place = Pick<Company, "subscriptionId" | "resourceGroup">;

function hostOf(seed: HostSeed, place: Place, world: World): { readonly host: Host; readonly resource: Resource } {
  const { kind, name } = seed;
  const { type, kind: armKind } = hostTypes[kind];
  const resource = resourceOf(place, { type, name, ...(armKind === undefined ? {} : { kind: armKind }) });
  const hasHeader = kind !== "virtualMachine" && kind !== "kubernetes";
  return { host: { ...seed, resourceId: resource.id, identityHeader: hasHeader ? secret(world) : null }, resource };
}

function subscriptionOf({ subscriptionId, tenantId, displayName }: Company): Subscription {
  return { subscriptionId, tenantId, displayName: `${displayName} subscription` };
}

function resourceGroupOf(company: Company): ResourceGroup {
  const { resourceGroup: name, subscriptionId } = company;
  return { id: groupId(company) as ResourceId, name, subscriptionId, location, tags: {} };
}

/** The operator owns the subscription, as whoever creates one does. */
function ownershipOf({ subscriptionId, operator }: Company, world: World): RoleAssignment {
  const owner = findBuiltInRole("Owner")?.id as string;
  return {
    name: world.uuid(),
    scope: `/subscriptions/${subscriptionId}`,
    roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
    principalId: operator.principalId,
    principalType: "ServicePrincipal",
    description: null,
    condition: null,
    conditionVersion: null,
  };
}

/** Adds a directory with its subscription, resource group and operator. Names and ids must be free. */
export function addDirectory(state: State, company: Company, world: World): Directory {
  const directory = directoryOf(company, world);
  state.directories.push(directory);
  state.operators.push({ directory: company.name, clientId: company.operator.appId });
  state.arm.subscriptions.push(subscriptionOf(company));
  state.arm.resourceGroups.push(resourceGroupOf(company));
  state.arm.roleAssignments.push(ownershipOf(company, world));
  return directory;
}

/** Adds a host in a directory's first resource group. The name must be free. */
export function addHost(state: State, seed: HostSeed, world: World): Host {
  const tenantId = state.directories.find(({ name }) => name === seed.directory)?.tenantId;
  const subscriptionId = state.arm.subscriptions.find((each) => each.tenantId === tenantId)?.subscriptionId ?? "";
  const group = state.arm.resourceGroups.find((each) => each.subscriptionId === subscriptionId);
  const { host, resource } = hostOf(seed, { subscriptionId, resourceGroup: group?.name ?? "" }, world);
  state.hosts.push(host);
  state.arm.resources.push(resource);
  return host;
}

/**
 * A fresh emulator: two directories with an operator each, subscriptions, hosts, a storage account and a
 * Foundry project, and nothing else. Managed identities, applications, credentials and role assignments are the user's to make.
 */
export function seedState(world: World): State {
  const hosts = [
    hostOf({ kind: "appService", name: "app-orders", directory: contoso.name }, contoso, world),
    hostOf({ kind: "functionApp", name: "func-agents", directory: contoso.name }, contoso, world),
    hostOf({ kind: "virtualMachine", name: "vm-batch", directory: contoso.name }, contoso, world),
  ];
  const storage = resourceOf(fabrikam, {
    type: "Microsoft.Storage/storageAccounts",
    name: "fabrikamdata",
    kind: "StorageV2",
    properties: { allowSharedKeyAccess: true, publicNetworkAccess: "Enabled" },
    secrets: {
      key1: Buffer.from(world.randomBytes(64)).toString("base64"),
      key2: Buffer.from(world.randomBytes(64)).toString("base64"),
    },
  });
  const accountKey = (): string => Buffer.from(world.randomBytes(32)).toString("base64url");
  const foundry = resourceOf(fabrikam, {
    type: "Microsoft.CognitiveServices/accounts",
    name: "fabrikamai",
    kind: "AIServices",
    properties: {
      allowProjectManagement: true,
      customSubDomainName: "fabrikamai",
      disableLocalAuth: true,
      publicNetworkAccess: "Enabled",
    },
    secrets: { key1: accountKey(), key2: accountKey() },
  });
  const project: Resource = {
    ...resourceOf(fabrikam, { type: "Microsoft.CognitiveServices/accounts/projects", name: "agents" }),
    id: `${foundry.id}/projects/agents` as ResourceId,
  };
  return {
    version: 1,
    home: contoso.name,
    resource: fabrikam.name,
    directories: [directoryOf(contoso, world), directoryOf(fabrikam, world)],
    hosts: hosts.map(({ host }) => host),
    operators: [contoso, fabrikam].map(({ name, operator }) => ({ directory: name, clientId: operator.appId })),
    arm: {
      subscriptions: [contoso, fabrikam].map(subscriptionOf),
      resourceGroups: [contoso, fabrikam].map(resourceGroupOf),
      resources: [...hosts.map(({ resource }) => resource), storage, foundry, project],
      roleAssignments: [contoso, fabrikam].map((company) => ownershipOf(company, world)),
    },
  };
}
