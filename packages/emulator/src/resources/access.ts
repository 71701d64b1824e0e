import type { ConditionFacts, Permissions } from "@tegata/core";
import { allowsAction, conditionHolds, findBuiltInRole, parseCondition, reaches } from "@tegata/core";
import type { Resources, RoleAssignment } from "./resource.ts";

/** The role GUID at the end of a role definition's id. */
export function roleIdOf(roleDefinitionId: string): string {
  return roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
}

/** What a role allows, be it a built-in or a custom one. */
export function permissionsOfRole(resources: Resources, roleDefinitionId: string): readonly Permissions[] {
  const id = roleIdOf(roleDefinitionId);
  const builtIn = findBuiltInRole(id);
  if (builtIn) return [builtIn.permissions];
  return (resources.roleDefinitions ?? []).find((role) => role.name === id)?.permissions ?? [];
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
  /** `Blob.List` and the like, for conditions that tell parts of an operation apart. */
  readonly subOperation?: string;
  /** What conditions may ask of the request beyond what its scope says. Asked for where there is a condition. */
  readonly attributes?: () => ConditionFacts["attributes"];
}

const storage = "Microsoft.Storage/storageAccounts";

/**
 * The attributes that follow from a scope: the names of the storage account and the container.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes
 */
function attributesOfScope(scope: string): ConditionFacts["attributes"] {
  const account = /\/storageAccounts\/([^/]+)/i.exec(scope)?.[1];
  const container = /\/containers\/([^/]+)/i.exec(scope)?.[1];
  return {
    ...(account === undefined ? {} : { [`@Resource[${storage}:name]`]: account }),
    ...(container === undefined ? {} : { [`@Resource[${storage}/blobServices/containers:name]`]: container }),
  };
}

function conditionAllows(condition: string | null, access: Access): boolean {
  if (condition === null) return true;
  const parsed = parseCondition(condition);
  if (!parsed.ok) return false;
  const { operation, subOperation, scope, attributes } = access;
  return conditionHolds(parsed.condition, {
    operation,
    ...(subOperation === undefined ? {} : { subOperation }),
    attributes: { ...attributesOfScope(scope), ...attributes?.() },
  });
}

/** The assignment that allows an operation, if one does: it reaches the scope, its role allows it, its condition holds. */
export function findAllowing(resources: Resources, access: Access): RoleAssignment | undefined {
  return assignmentsReaching(resources, access.principalId, access.scope).find(
    (assignment) =>
      permissionsOfRole(resources, assignment.roleDefinitionId).some((permissions) =>
        allowsAction(permissions, access.kind, access.operation),
      ) && conditionAllows(assignment.condition, access),
  );
}
