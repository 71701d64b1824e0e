import type { Directory } from "./directory.ts";

/**
 * The directory roles that may register applications and make service principals.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const applicationAdministratorRoles: readonly string[] = [
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", // Application Administrator
  "158c047a-c907-4556-b7ef-446551a6b5f7", // Cloud Application Administrator
  "62e90394-69f5-4237-9190-012177145e10", // Global Administrator
];

/** The directory roles of a principal: the `wids` of its Graph tokens. */
export function directoryRolesOf(directory: Directory, principalId: string): string[] {
  return directory.directoryRoleMembers
    .filter((member) => member.principalId === principalId)
    .map((member) => member.roleTemplateId);
}

export function mayAdministerApplications(directory: Directory, principalId: string): boolean {
  return directoryRolesOf(directory, principalId).some((role) => applicationAdministratorRoles.includes(role));
}
