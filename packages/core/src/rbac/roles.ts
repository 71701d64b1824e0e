import type { Provenance } from "../provenance.ts";
import { documented, recorded } from "../provenance.ts";
import type { Permissions } from "./action.ts";

/** A built-in role: its id is the same in every directory, its name is not to be relied on (some were renamed). */
export interface BuiltInRole {
  readonly id: string;
  readonly name: string;
  /** Names it had before. */
  readonly formerNames: readonly string[];
  readonly description: string;
  readonly permissions: Permissions;
  readonly provenance: Provenance;
}

const none: Permissions = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const storageRoles = documented("https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage");
const privilegedRoles = documented(
  "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged",
);
const identityRoles = documented("https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/identity");
const identities = "Microsoft.ManagedIdentity/userAssignedIdentities";
/** What many management roles carry so that the portal works for their holders. */
const supporting = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Support/*",
];
const workspaces = "Microsoft.MachineLearningServices/workspaces";
/** What Foundry's owner roles carry besides. */
const foundrySupporting = [
  "Microsoft.ResourceHealth/availabilityStatuses/read",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/deployments/operations/read",
  "Microsoft.Resources/subscriptions/operationresults/read",
  "Microsoft.Resources/subscriptions/read",
  "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];
const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
const delegationKey = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

/** The built-in roles that this product grants, recommends or explains. */
export const builtInRoles: readonly BuiltInRole[] = [
  {
    id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    name: "Owner",
    formerNames: [],
    description: "Manages all resources and may assign roles. Gives no access to the data in them.",
    permissions: { ...none, actions: ["*"] },
    provenance: privilegedRoles,
  },
  {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    name: "Contributor",
    formerNames: [],
    description: "Manages all resources but assigns no roles. Gives no access to the data in them.",
    permissions: {
      ...none,
      actions: ["*"],
      notActions: [
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
        "Microsoft.Blueprint/blueprintAssignments/write",
        "Microsoft.Blueprint/blueprintAssignments/delete",
        "Microsoft.Compute/galleries/share/action",
        "Microsoft.Purview/consents/write",
        "Microsoft.Purview/consents/delete",
        "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
        "Microsoft.Subscription/cancel/action",
        "Microsoft.Subscription/enable/action",
      ],
    },
    provenance: privilegedRoles,
  },
  {
    id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    name: "Reader",
    formerNames: [],
    description: "Sees all resources and changes none.",
    permissions: { ...none, actions: ["*/read"] },
    provenance: documented("https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/general"),
  },
  {
    id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    name: "User Access Administrator",
    formerNames: [],
    description: "Manages who may reach Azure resources.",
    permissions: { ...none, actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"] },
    provenance: privilegedRoles,
  },
  {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
    formerNames: [],
    description: "Assigns roles, as far as a condition allows.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "*/read",
        "Microsoft.Support/*",
      ],
    },
    provenance: privilegedRoles,
  },
  {
    id: "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    name: "Managed Identity Contributor",
    formerNames: [],
    description: "Creates, reads, updates and deletes user-assigned identities. Does not assign them to a host.",
    permissions: {
      ...none,
      actions: [
        `${identities}/read`,
        `${identities}/write`,
        `${identities}/delete`,
        `${identities}/federatedIdentityCredentials/read`,
        `${identities}/federatedIdentityCredentials/write`,
        `${identities}/federatedIdentityCredentials/delete`,
        `${identities}/revokeTokens/action`,
        ...supporting,
      ],
    },
    provenance: identityRoles,
  },
  {
    id: "f1a07417-d97a-45cb-824c-7a7467783830",
    name: "Managed Identity Operator",
    formerNames: [],
    description: "Reads user-assigned identities and assigns them to hosts.",
    permissions: {
      ...none,
      actions: [`${identities}/*/read`, `${identities}/*/assign/action`, ...supporting],
    },
    provenance: identityRoles,
  },
  {
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    name: "Storage Blob Data Reader",
    formerNames: [],
    description: "Reads and lists containers and blobs.",
    permissions: { ...none, actions: [`${containers}/read`, delegationKey], dataActions: [`${containers}/blobs/read`] },
    provenance: storageRoles,
  },
  {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
    formerNames: [],
    description: "Reads, writes and deletes containers and blobs.",
    permissions: {
      ...none,
      actions: [`${containers}/delete`, `${containers}/read`, `${containers}/write`, delegationKey],
      dataActions: [
        `${containers}/blobs/delete`,
        `${containers}/blobs/read`,
        `${containers}/blobs/write`,
        `${containers}/blobs/move/action`,
        `${containers}/blobs/add/action`,
      ],
    },
    provenance: storageRoles,
  },
  {
    id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    name: "Storage Blob Data Owner",
    formerNames: [],
    description: "Everything with containers and blobs, access control included.",
    permissions: { ...none, actions: [`${containers}/*`, delegationKey], dataActions: [`${containers}/blobs/*`] },
    provenance: storageRoles,
  },
  {
    id: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    name: "Foundry User",
    formerNames: ["Azure AI User"],
    description: "Reads AI projects and works with the data in them.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/*/read",
        "Microsoft.CognitiveServices/*/read",
        "Microsoft.CognitiveServices/accounts/listkeys/action",
        "Microsoft.Insights/alertRules/read",
        "Microsoft.Insights/diagnosticSettings/read",
        "Microsoft.Insights/logDefinitions/read",
        "Microsoft.Insights/metricdefinitions/read",
        "Microsoft.Insights/metrics/read",
        "Microsoft.ResourceHealth/availabilityStatuses/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/operationresults/read",
        "Microsoft.Resources/subscriptions/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Support/*",
      ],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded("https://azure-rbac-catalog.org/roles/53ca6127-db72-4b80-b1b0-d745d6d5456d/azure-ai-user"),
  },
  {
    id: "eed3b665-ab3a-47b6-8f48-c9382fb1dad6",
    name: "Foundry Agent Consumer",
    formerNames: [],
    description:
      "Talks to agents through their own endpoints. Neither sees nor changes them; may be held at one agent.",
    permissions: {
      ...none,
      dataActions: ["Microsoft.CognitiveServices/accounts/AIServices/endpoints/interact/action"],
    },
    provenance: documented("https://learn.microsoft.com/azure/foundry/agents/concepts/hosted-agent-permissions"),
  },
  {
    id: "eadc314b-1a2d-4efa-be10-5d325db5065e",
    name: "Foundry Project Manager",
    formerNames: ["Azure AI Project Manager"],
    description: "Manages AI projects, works with the data in them, and may give others the role Foundry User.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.CognitiveServices/accounts/*/read",
        "Microsoft.CognitiveServices/accounts/projects/*",
        "Microsoft.CognitiveServices/locations/*/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
      ],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded(
      "https://azure-rbac-catalog.org/roles/eadc314b-1a2d-4efa-be10-5d325db5065e/azure-ai-project-manager",
    ),
  },
  {
    id: "e47c6f54-e4a2-4754-9501-8e0985b135e1",
    name: "Foundry Account Owner",
    formerNames: ["Azure AI Account Owner"],
    description: "Manages AI accounts and projects. Gives no access to the data in them.",
    permissions: {
      ...none,
      actions: [
        "Microsoft.Authorization/*/read",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.CognitiveServices/*",
        "Microsoft.Features/features/read",
        "Microsoft.Features/providers/features/read",
        "Microsoft.Features/providers/features/register/action",
        "Microsoft.Insights/alertRules/*",
        "Microsoft.Insights/diagnosticSettings/*",
        "Microsoft.Insights/logDefinitions/read",
        "Microsoft.Insights/metricdefinitions/read",
        "Microsoft.Insights/metrics/read",
        ...foundrySupporting,
      ],
    },
    provenance: recorded(
      "https://www.azure-rbac-catalog.org/roles/e47c6f54-e4a2-4754-9501-8e0985b135e1/azure-ai-account-owner",
    ),
  },
  {
    id: "c883944f-8b7b-4483-af10-35834be79c4a",
    name: "Foundry Owner",
    formerNames: ["Azure AI Owner"],
    description: "Manages AI accounts and projects and works with the data in them.",
    permissions: {
      ...none,
      actions: ["Microsoft.Authorization/*/read", "Microsoft.CognitiveServices/*", ...foundrySupporting],
      dataActions: ["Microsoft.CognitiveServices/*"],
    },
    provenance: recorded(
      "https://www.azure-rbac-catalog.org/roles/c883944f-8b7b-4483-af10-35834be79c4a/azure-ai-owner",
    ),
  },
  {
    id: "64702f94-c441-49e6-a78b-ef80e0188fee",
    name: "Azure AI Developer",
    formerNames: [],
    description: "Works in Machine Learning workspaces and hubs. Opens no agent of a Foundry project.",
    permissions: {
      ...none,
      actions: [
        ...["read", "action", "delete", "write"].map((verb) => `${workspaces}/*/${verb}`),
        "Microsoft.MachineLearningServices/locations/*/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Resources/deployments/*",
      ],
      notActions: [
        ...["delete", "write", "listKeys/action", "hubs/write", "hubs/delete"],
        ...["featurestores/write", "featurestores/delete", "evaluations/results/labels/read"],
        ...["evaluations/results/reasonings/read", "simulations/results/images/read"],
      ].map((action) => `${workspaces}/${action}`),
      dataActions: ["OpenAI", "SpeechServices", "ContentSafety", "MaaS"].map(
        (kind) => `Microsoft.CognitiveServices/accounts/${kind}/*`,
      ),
    },
    provenance: recorded(
      "https://azure-rbac-catalog.org/roles/64702f94-c441-49e6-a78b-ef80e0188fee/azure-ai-developer",
    ),
  },
];

/** A built-in role by id or by name, present or former, without regard to case. */
export function findBuiltInRole(idOrName: string): BuiltInRole | undefined {
  const wanted = idOrName.toLowerCase();
  return builtInRoles.find(
    (role) => role.id === wanted || [role.name, ...role.formerNames].some((name) => name.toLowerCase() === wanted),
  );
}
