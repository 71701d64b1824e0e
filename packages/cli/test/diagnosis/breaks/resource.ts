// The resource directory: the service principal, its roles, the network.
import type { Chain } from "../a-chain.ts";
import type { Break } from "./break.ts";
import { placesIn } from "./break.ts";

const graph = "https://graph.microsoft.com/v1.0";
const storageApi = `${graph}/servicePrincipals(appId='e406a681-f3d4-42a8-90b6-c2b029497af1')`;
const roles = {
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  dataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  aiDeveloper: "64702f94-c441-49e6-a78b-ef80e0188fee",
  dataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
} as const;

async function removeRole({ resource, outcome }: Chain, grant = 0): Promise<void> {
  const id = outcome.resources[0]?.grants[grant]?.assignmentId;
  await resource.call(`DELETE https://management.azure.com${id}?api-version=2022-04-01`);
}

interface Assignment {
  readonly role: keyof typeof roles;
  /** A URL. Default: the storage account. */
  readonly scope?: string;
  readonly principalId?: string | undefined;
  readonly condition?: string;
}

async function assign(chain: Chain, { role, scope, principalId, condition }: Assignment): Promise<void> {
  const { resource, outcome } = chain;
  const at = scope ?? placesIn(chain).account;
  const roleDefinitionId = `/subscriptions/${resource.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
  const narrowed = condition === undefined ? {} : { condition, conditionVersion: "2.0" };
  const properties = {
    roleDefinitionId,
    principalId: principalId ?? outcome.resources[0]?.servicePrincipalObjectId,
    principalType: "ServicePrincipal",
    ...narrowed,
  };
  const name = crypto.randomUUID();
  const path = `${at}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  await resource.call(`PUT ${path}`, { properties });
}

function instead(assignment: Assignment | ((chain: Chain) => Assignment)): Break["does"] {
  return async (chain) => {
    await removeRole(chain);
    await assign(chain, typeof assignment === "function" ? assignment(chain) : assignment);
  };
}

function account(properties: object): Break["does"] {
  return async (chain) => {
    await chain.resource.call(`PATCH ${placesIn(chain).account}?api-version=2023-05-01`, { properties });
  };
}

async function removeAppRole({
  resource,
  outcome,
}: Chain): Promise<{ readonly resourceId: string; readonly appRoleId: string }> {
  const principal = `${graph}/servicePrincipals/${outcome.resources[0]?.servicePrincipalObjectId}`;
  const { value } = (await resource.call(`GET ${principal}/appRoleAssignments`)) as unknown as {
    readonly value: readonly { readonly id: string; readonly resourceId: string; readonly appRoleId: string }[];
  };
  const [held] = value;
  if (held === undefined) throw new Error("the chain has no app role");
  await resource.call(`DELETE ${principal}/appRoleAssignments/${held.id}`);
  return held;
}

export const resourceBreaks: readonly Break[] = [
  {
    name: "the service principal is deleted",
    by: "Graph",
    check: "principal.exists",
    does: async (chain) => void (await chain.resource.call(`DELETE ${placesIn(chain).principal}`)),
  },
  {
    name: "the service principal is disabled",
    by: "Graph",
    check: "principal.enabled",
    does: async (chain) => {
      await chain.resource.call(`PATCH ${placesIn(chain).principal}`, { accountEnabled: false });
    },
  },
  {
    name: "the directory's service principal of Azure Storage demands an assignment",
    by: "Graph",
    check: "api.assignment",
    does: async ({ resource }) =>
      void (await resource.call(`PATCH ${storageApi}`, { appRoleAssignmentRequired: true })),
  },
  { name: "the role assignment is deleted", by: "Resource Manager", check: "role.assigned", does: removeRole },
  {
    name: "the role is assigned at another storage account",
    by: "Resource Manager",
    check: "role.assigned",
    says: /fabrikamother/,
    does: async (chain) => {
      const other = placesIn(chain).account.replace(/[^/]+$/, "fabrikamother");
      const body = { location: "japaneast", kind: "StorageV2", sku: { name: "Standard_LRS" } };
      await chain.resource.call(`PUT ${other}?api-version=2023-05-01`, body);
      await instead({ role: "dataContributor", scope: other })(chain);
    },
  },
  {
    name: "the role is assigned at one container, not at the account",
    by: "Resource Manager",
    check: "role.assigned",
    says: /containers\/other/,
    does: instead((chain) => {
      const scope = `${placesIn(chain).account}/blobServices/default/containers/other`;
      return { role: "dataContributor", scope };
    }),
  },
  {
    name: "the role is given to the managed identity's principal",
    by: "Resource Manager",
    check: "role.assigned",
    says: /managed identity/,
    does: instead(({ outcome }) => ({
      role: "dataContributor",
      principalId: outcome.managedIdentity?.principalId,
    })),
  },
  {
    name: "Contributor is assigned instead of the data role",
    by: "Resource Manager",
    check: "role.assigned",
    says: /reaches no data/,
    does: instead({ role: "contributor" }),
  },
  {
    name: "Owner is assigned instead of the data role",
    by: "Resource Manager",
    check: "role.assigned",
    says: /reaches no data/,
    does: instead({ role: "owner" }),
  },
  {
    name: "Reader is assigned instead of the data role",
    by: "Resource Manager",
    check: "role.assigned",
    says: /reaches no data/,
    does: instead({ role: "reader" }),
  },
  {
    name: "Storage Blob Data Reader is assigned where Contributor is wanted",
    by: "Resource Manager",
    check: "role.assigned",
    // Its own harmless read works; that it may not write shows only when it is asked to.
    alone: null,
    says: /Storage Blob Data Reader/,
    does: instead({ role: "dataReader" }),
  },
  {
    name: "the role assignment has a condition that refuses",
    by: "Resource Manager",
    check: "role.assigned",
    says: /condition/,
    does: instead({
      role: "dataContributor",
      condition:
        "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'logs'))",
    }),
  },
  {
    name: "the role is assigned in the home directory",
    by: "Resource Manager",
    check: "role.assigned",
    does: async (chain) => {
      const { home, outcome } = chain;
      await removeRole(chain);
      const made = await home.call(`POST ${graph}/servicePrincipals`, { appId: outcome.applicationClientId });
      const group = `https://management.azure.com/subscriptions/${home.subscriptionId}/resourceGroups/rg-app`;
      const roleDefinitionId = `/subscriptions/${home.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles.dataContributor}`;
      const properties = { roleDefinitionId, principalId: made["id"], principalType: "ServicePrincipal" };
      const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
      await home.call(`PUT ${path}?api-version=2022-04-01`, { properties });
    },
  },
  {
    name: "the role at the Foundry project is deleted",
    by: "Resource Manager",
    check: "role.assigned",
    says: /Foundry User/,
    does: async (chain) => removeRole(chain, 1),
  },
  {
    name: "Azure AI Developer is assigned at the Foundry project instead of Foundry User",
    by: "Resource Manager",
    check: "role.assigned",
    says: /Azure AI Developer/,
    does: async (chain) => {
      await removeRole(chain, 1);
      await assign(chain, { role: "aiDeveloper", scope: placesIn(chain).project });
    },
  },
  {
    name: "the Foundry project is deleted, and its account is not",
    by: "Resource Manager",
    check: "scope.exists",
    // Nobody can make it again but who knows what was in it.
    repairs: 0,
    does: async (chain) => void (await chain.resource.call(`DELETE ${placesIn(chain).project}?api-version=2025-06-01`)),
  },
  {
    name: "the Foundry account's public network access is disabled",
    by: "Resource Manager",
    check: "network.open",
    does: async (chain) => {
      const url = placesIn(chain).project.replace(/\/projects\/.*$/, "");
      const properties = { publicNetworkAccess: "Disabled" };
      await chain.resource.call(`PATCH ${url}?api-version=2024-10-01`, { properties });
    },
  },
  {
    name: "the app role of Graph is taken away",
    by: "Graph",
    check: "app-role.assigned",
    does: async (chain) => void (await removeAppRole(chain)),
  },
  {
    name: "the app role of Graph is given to another service principal",
    by: "Graph",
    check: "app-role.assigned",
    says: /another service principal/,
    does: async (chain) => {
      const { resource } = chain;
      const { resourceId, appRoleId } = await removeAppRole(chain);
      const application = await resource.call(`POST ${graph}/applications`, { displayName: "other" });
      const other = await resource.call(`POST ${graph}/servicePrincipals`, { appId: application["appId"] });
      const principalId = String(other["id"]);
      const body = { principalId, resourceId, appRoleId };
      await resource.call(`POST ${graph}/servicePrincipals/${principalId}/appRoleAssignments`, body);
    },
  },
  {
    name: "the storage account's public network access is disabled",
    by: "Resource Manager",
    check: "network.open",
    does: account({ publicNetworkAccess: "Disabled" }),
  },
  {
    name: "the storage account's firewall denies by default",
    by: "Resource Manager",
    check: "network.open",
    does: account({ networkAcls: { defaultAction: "Deny" } }),
  },
  {
    name: "the storage account's firewall lets another address in",
    by: "Resource Manager",
    check: "network.open",
    does: account({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24", action: "Allow" }] } }),
  },
  {
    name: "the storage account is deleted",
    by: "Resource Manager",
    check: "scope.exists",
    repairs: 0,
    does: async (chain) => void (await chain.resource.call(`DELETE ${placesIn(chain).account}?api-version=2023-05-01`)),
  },
];
