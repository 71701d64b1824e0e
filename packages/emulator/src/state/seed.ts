import type { PrincipalId, ResourceId } from "@tegata/core";
import { findBuiltInRole, parseObjectId, parsePrincipalId, parseTenantId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import type { Resource } from "../resources/resource.ts";
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
type Company = typeof contoso;

const location = "japaneast";
const cloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";

function secret(world: World): string {
  return Buffer.from(world.randomBytes(30)).toString("base64url");
}

/** A client secret in the form of Entra's own, so that what redacts those redacts this one. */
function clientSecret(world: World): string {
  const text = secret(world);
  return `${text.slice(0, 3)}8Q~${text.slice(6)}`;
}

function groupId(company: Company): string {
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
    directoryRoleMembers: [
      { principalId: operator.principalId as PrincipalId, roleTemplateId: cloudApplicationAdministrator },
    ],
  };
}

interface ResourceSeed {
  readonly type: string;
  readonly name: string;
  readonly kind?: string;
  readonly properties?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
}

function resourceOf(company: Company, seed: ResourceSeed): Resource {
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

const hostTypes = {
  appService: { type: "Microsoft.Web/sites", kind: "app,linux" },
  functionApp: { type: "Microsoft.Web/sites", kind: "functionapp,linux" },
  virtualMachine: { type: "Microsoft.Compute/virtualMachines", kind: undefined },
} as const;

function hostOf(kind: Host["kind"], name: string, world: World): { readonly host: Host; readonly resource: Resource } {
  const { type, kind: armKind } = hostTypes[kind];
  const resource = resourceOf(contoso, { type, name, ...(armKind === undefined ? {} : { kind: armKind }) });
  const identityHeader = kind === "virtualMachine" ? null : secret(world);
  return { host: { name, directory: contoso.name, kind, resourceId: resource.id, identityHeader }, resource };
}

/**
 * A fresh emulator: two directories with an operator each, subscriptions, hosts and a storage account, and nothing
 * else. Managed identities, applications, credentials and role assignments are the user's to make.
 */
export function seedState(world: World): State {
  const hosts = [
    hostOf("appService", "app-orders", world),
    hostOf("functionApp", "func-agents", world),
    hostOf("virtualMachine", "vm-batch", world),
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
  const owner = findBuiltInRole("Owner")?.id as string;
  return {
    version: 1,
    home: contoso.name,
    resource: fabrikam.name,
    directories: [directoryOf(contoso, world), directoryOf(fabrikam, world)],
    hosts: hosts.map(({ host }) => host),
    operators: [contoso, fabrikam].map(({ name, operator }) => ({ directory: name, clientId: operator.appId })),
    arm: {
      subscriptions: [contoso, fabrikam].map(({ subscriptionId, tenantId, displayName }) => ({
        subscriptionId,
        tenantId,
        displayName: `${displayName} subscription`,
      })),
      resourceGroups: [contoso, fabrikam].map((company) => ({
        id: groupId(company) as ResourceId,
        name: company.resourceGroup,
        subscriptionId: company.subscriptionId,
        location,
        tags: {},
      })),
      resources: [...hosts.map(({ resource }) => resource), storage],
      roleAssignments: [contoso, fabrikam].map(({ subscriptionId, operator }) => ({
        name: world.uuid(),
        scope: `/subscriptions/${subscriptionId}`,
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
        principalId: operator.principalId,
        principalType: "ServicePrincipal",
        description: null,
        condition: null,
        conditionVersion: null,
      })),
    },
  };
}
