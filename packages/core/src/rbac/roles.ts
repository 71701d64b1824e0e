import { documented } from "../provenance.ts";
import type { BuiltInRole } from "./built-in-role.ts";
import { none, supporting } from "./built-in-role.ts";
import { foundryRoles } from "./foundry-roles.ts";
import { storageRoles } from "./storage-roles.ts";

const privilegedRoles = documented(
  "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged",
);
const identityRoles = documented("https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/identity");
const identities = "Microsoft.ManagedIdentity/userAssignedIdentities";

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
  ...storageRoles,
  ...foundryRoles,
];

/** A built-in role by id or by name, present or former, without regard to case. */
export function findBuiltInRole(idOrName: string): BuiltInRole | undefined {
  const wanted = idOrName.toLowerCase();
  return builtInRoles.find(
    (role) => role.id === wanted || [role.name, ...role.formerNames].some((name) => name.toLowerCase() === wanted),
  );
}
