import type { ArmRoleAssignment, PrincipalId } from "@tegata/core";
import { findBuiltInRole, normalizeScope } from "@tegata/core";
import type { RoleGrant } from "../configuration/configuration.ts";
import type { Directory } from "../directory/directory.ts";
import { isRefusal } from "../errors.ts";
import { roleAssignmentName } from "../names.ts";
import { knownAfterApply } from "../plan/change.ts";
import { ownerOfDescription, roleAssignmentDescription } from "./ownership.ts";
import type { Finding, Removable, Resource } from "./resource.ts";
import { propagationLimitMs, removeAt } from "./resource.ts";
import type { Role } from "./role-definition.ts";
import { findRole, knownRole } from "./role-definition.ts";

export interface RoleAssignmentWanted {
  readonly grant: RoleGrant;
  readonly applicationName: string;
  /** The service principal's object id in this directory; unknown while it is not made. */
  readonly principalId: PrincipalId | undefined;
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create */
export const roleAssignmentApiVersion = "2022-04-01";

export function assignmentPermission(scope: string): string {
  return `Role Based Access Control Administrator, User Access Administrator or Owner at ${scope}`;
}

/** Everything that a principal holds at, above and below a scope. One request a page. */
export async function assignmentsAt(
  directory: Directory,
  scope: string,
  principalId: PrincipalId,
): Promise<ArmRoleAssignment[]> {
  const filter = encodeURIComponent(`principalId eq '${principalId}'`);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=${roleAssignmentApiVersion}&$filter=${filter}`;
  return (await directory.resourceManager.list(path, { permission: `Reader at ${scope}` })) as ArmRoleAssignment[];
}

/** The built-in name of an assignment's role, else its GUID. */
export function roleNameOf(assignment: ArmRoleAssignment): string {
  const id = assignment.properties.roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
  return findBuiltInRole(id)?.name ?? id;
}

function isSame(seen: ArmRoleAssignment, wanted: RoleAssignmentWanted, role: Role): boolean {
  const { scope, principalId, roleDefinitionId } = seen.properties;
  return (
    normalizeScope(scope) === normalizeScope(wanted.grant.scope) &&
    principalId.toLowerCase() === wanted.principalId &&
    roleDefinitionId.toLowerCase().endsWith(`/${role.id}`)
  );
}

function findingsOf({ properties }: ArmRoleAssignment): Finding[] {
  const message = "has a condition that narrows it; it is left as the directory's people made it";
  return properties.condition ? [{ kind: "role.condition", message }] : [];
}

function removeAssignment(directory: Directory, { id, properties }: ArmRoleAssignment): Promise<void> {
  const path = `${id}?api-version=${roleAssignmentApiVersion}`;
  return removeAt(directory.resourceManager, path, assignmentPermission(properties.scope));
}

/** What the application may do at one scope. An assignment of the same three parts under another name is adopted. */
export function roleAssignment(directory: Directory, wanted: RoleAssignmentWanted): Resource<ArmRoleAssignment> {
  const { grant, principalId } = wanted;
  const { scope } = grant;
  const permission = assignmentPermission(scope);
  const role = (): Promise<Role> => findRole(directory, grant.role, scope);

  async function put(): Promise<ArmRoleAssignment> {
    const { definitionId } = await role();
    const name = roleAssignmentName({ scope, principalId: principalId ?? "", roleDefinitionId: definitionId });
    const body = {
      properties: {
        roleDefinitionId: definitionId,
        principalId,
        // Lets Resource Manager accept a principal that has not reached it yet.
        principalType: "ServicePrincipal",
        description: roleAssignmentDescription(wanted.applicationName),
      },
    };
    const url = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${roleAssignmentApiVersion}`;
    return (await directory.resourceManager.send("PUT", url, { body, permission })).body as ArmRoleAssignment;
  }

  return {
    directory,
    kind: "roleAssignment",
    address: `role ${knownRole(grant.role, scope)?.name ?? grant.role} at ${scope}`,
    isNamed: true,
    because: "gives the application its rights there, and no more",
    permission,
    fields: [
      { field: "scope", to: scope },
      { field: "principalId", to: principalId ?? knownAfterApply },
      { field: "principalType", to: "ServicePrincipal" },
    ],
    observe: async () => {
      const wantedRole = await role();
      if (principalId === undefined) return undefined;
      const all = await assignmentsAt(directory, scope, principalId);
      return all.find((one) => isSame(one, wanted, wantedRole));
    },
    differences: () => [],
    create: put,
    update: async (seen) => seen,
    ownerOf: (seen) => ownerOfDescription(seen.properties.description),
    remove: (seen) => removeAssignment(directory, seen),
    waitFor: (error) =>
      isRefusal(error, 400, "PrincipalNotFound")
        ? {
            reason: "the service principal has not reached Resource Manager yet",
            limitMs: propagationLimitMs.principal,
          }
        : undefined,
    isAlreadyThere: (error) => isRefusal(error, 409, "RoleAssignmentExists"),
    notices: findingsOf,
  };
}

/** An assignment of the principal that no grant wants. Ours goes; another's is told. */
export function extraAssignment(directory: Directory, seen: ArmRoleAssignment): Removable<ArmRoleAssignment> {
  return {
    directory,
    kind: "roleAssignment",
    address: `role ${roleNameOf(seen)} at ${seen.properties.scope}`,
    because: "gives the application rights there",
    permission: assignmentPermission(seen.properties.scope),
    ownerOf: () => ownerOfDescription(seen.properties.description),
    remove: () => removeAssignment(directory, seen),
  };
}
