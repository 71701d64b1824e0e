import type { Directory } from "./directory.ts";

/** What a principal may do with a directory through Graph. */
export type Power =
  | "read"
  /** Register, change and delete every application and service principal. */
  | "applications"
  /** The same with those that the principal owns; what it makes, it owns. */
  | "ownApplications"
  /** Grant app roles of APIs other than Microsoft's. */
  | "consent"
  /** Grant app roles of Microsoft's APIs as well. */
  | "consentToMicrosoft"
  | "permissionGrants"
  | "directoryRoles"
  | "policies"
  | "signIns";

export interface DirectoryRole {
  readonly templateId: string;
  readonly name: string;
  readonly powers: readonly Power[];
}

const administersApplications: readonly Power[] = ["read", "applications", "consent", "permissionGrants", "policies"];

/**
 * The directory roles that matter here.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const directoryRoles: readonly DirectoryRole[] = [
  {
    templateId: "62e90394-69f5-4237-9190-012177145e10",
    name: "Global Administrator",
    powers: [...administersApplications, "consentToMicrosoft", "directoryRoles", "signIns"],
  },
  {
    templateId: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    name: "Application Administrator",
    powers: administersApplications,
  },
  {
    templateId: "158c047a-c907-4556-b7ef-446551a6b5f7",
    name: "Cloud Application Administrator",
    powers: administersApplications,
  },
  { templateId: "cf1c38e5-3621-4004-a7cb-879624dced7c", name: "Application Developer", powers: ["ownApplications"] },
  {
    templateId: "e8611ab8-c189-46e8-94e1-60213ab1f814",
    name: "Privileged Role Administrator",
    powers: ["read", "consent", "consentToMicrosoft", "permissionGrants", "directoryRoles"],
  },
  { templateId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", name: "Directory Readers", powers: ["read"] },
  { templateId: "f2ef992c-3afb-46b9-b7cf-a126ee74c451", name: "Global Reader", powers: ["read", "signIns"] },
  { templateId: "4a5d8f65-41da-4de4-8968-e035b65339cf", name: "Reports Reader", powers: ["signIns"] },
  { templateId: "5d6b6bb7-de71-4623-b4af-96380a352509", name: "Security Reader", powers: ["read", "signIns"] },
];

/**
 * What Graph's own app roles allow their holder, by the value that tokens carry.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const powersOfAppRole: Readonly<Record<string, readonly Power[]>> = {
  "Application.Read.All": ["read"],
  "Application.ReadWrite.All": ["read", "applications"],
  "Application.ReadWrite.OwnedBy": ["ownApplications"],
  "AppRoleAssignment.ReadWrite.All": ["read", "consent", "consentToMicrosoft"],
  "AuditLog.Read.All": ["signIns"],
  "DelegatedPermissionGrant.ReadWrite.All": ["permissionGrants"],
  "Directory.Read.All": ["read"],
  "Directory.ReadWrite.All": ["read", "applications", "permissionGrants"],
  "Domain.Read.All": [],
  "Organization.Read.All": [],
  "Policy.Read.All": [],
  "Policy.ReadWrite.ApplicationConfiguration": ["policies"],
  "RoleManagement.Read.Directory": [],
  "RoleManagement.ReadWrite.Directory": ["directoryRoles"],
  "User.Read.All": [],
};

/** The directory roles of a principal: the `wids` of its Graph tokens. */
export function directoryRolesOf(directory: Directory, principalId: string): string[] {
  return directory.directoryRoleMembers
    .filter((member) => member.principalId === principalId)
    .map((member) => member.roleTemplateId);
}

/** What a principal may do: by the directory roles that it has now, and the app roles that its token carries. */
export function powersOf(directory: Directory, principalId: string, appRoles: readonly string[]): ReadonlySet<Power> {
  const held = directoryRolesOf(directory, principalId);
  return new Set([
    ...directoryRoles.filter(({ templateId }) => held.includes(templateId)).flatMap(({ powers }) => powers),
    ...appRoles.flatMap((value) => powersOfAppRole[value] ?? []),
  ]);
}
