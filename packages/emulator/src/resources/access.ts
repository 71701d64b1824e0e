import { allowsAction, findBuiltInRole, reaches } from "@tegata/core";
import type { Resources, RoleAssignment } from "./resource.ts";

/** The role GUID at the end of a role definition's id. */
export function roleIdOf(roleDefinitionId: string): string {
  return roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
}

/** The assignments of a principal that reach a scope, from above or at it. */
export function assignmentsReaching(resources: Resources, principalId: string, scope: string): RoleAssignment[] {
  return resources.roleAssignments.filter(
    (assignment) => assignment.principalId === principalId && reaches(assignment.scope, scope),
  );
}

export interface Access {
  readonly principalId: string;
  readonly scope: string;
  readonly kind: "action" | "dataAction";
  readonly operation: string;
}

/** The assignment that allows an operation, if one does. An assignment with a condition is not taken: it cannot be judged yet. */
export function findAllowing(resources: Resources, access: Access): RoleAssignment | undefined {
  return assignmentsReaching(resources, access.principalId, access.scope).find((assignment) => {
    const role = findBuiltInRole(roleIdOf(assignment.roleDefinitionId));
    return (
      role !== undefined &&
      assignment.condition === null &&
      allowsAction(role.permissions, access.kind, access.operation)
    );
  });
}
