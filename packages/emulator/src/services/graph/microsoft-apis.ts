import { createHash } from "node:crypto";
import type { Api, Cloud } from "@tegata/core";
import { parsePrincipalId } from "@tegata/core";
import type { Directory, ServicePrincipal } from "../../directory/directory.ts";

export interface AppRole {
  readonly id: string;
  readonly value: string | null;
  readonly displayName: string;
  readonly description: string;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
}

/**
 * Graph's app roles that this product's users meet, with their real ids.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
const graphAppRoles: Readonly<Record<string, string>> = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "DelegatedPermissionGrant.ReadWrite.All": "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Mail.Read": "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.ReadWrite.ApplicationConfiguration": "be74164b-cff1-491c-8741-e671cb536e13",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "Sites.Read.All": "332a536c-c7ef-4017-ab91-336970924f0d",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
};

/** Delegated permissions, by the names that the articles remove or that grants mention. */
const delegatedPermissions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  graph: { "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d" },
  storage: { user_impersonation: "03e0da56-190b-40ad-a80c-ea378c433f7f" },
  resourceManager: { user_impersonation: "41094075-9dad-400e-a0bd-54e686782033" },
};

export function appRolesOfMicrosoft(api: Api): AppRole[] {
  if (api.name !== "graph") return [];
  return Object.entries(graphAppRoles).map(([value, id]) => ({
    id,
    value,
    displayName: value,
    description: value,
    isEnabled: true,
    allowedMemberTypes: ["Application"],
  }));
}

export function permissionScopesOfMicrosoft(api: Api): Record<string, unknown>[] {
  return Object.entries(delegatedPermissions[api.name] ?? {}).map(([value, id]) => ({
    id,
    value,
    adminConsentDisplayName: value,
    adminConsentDescription: value,
    isEnabled: true,
    type: "User",
  }));
}

/** The tenant in which Microsoft keeps its own applications. */
const microsoftServices = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** The id that Microsoft's API has in a directory: it follows from the two, so it need not be stored. */
function idIn(directory: Directory, api: Api): string {
  const hash = createHash("sha256").update(`${directory.tenantId} ${api.appId}`).digest("hex");
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`];
  return [...parts, hash.slice(20, 32)].join("-");
}

/** The service principals that Microsoft's own APIs have in every directory. They are seen when asked for. */
export function microsoftPrincipals(cloud: Cloud, directory: Directory): ServicePrincipal[] {
  return Object.values(cloud.apis)
    .filter((api) => !directory.servicePrincipals.some(({ appId }) => appId === api.appId))
    .map((api) => ({
      id: parsePrincipalId(idIn(directory, api)),
      appId: api.appId,
      servicePrincipalType: "Application",
      appOwnerOrganizationId: microsoftServices,
      alternativeNames: [],
      displayName: api.displayName,
      accountEnabled: true,
      other: {},
    }));
}

export function microsoftApi(cloud: Cloud, appId: string): Api | undefined {
  return Object.values(cloud.apis).find((api) => api.appId === appId);
}
