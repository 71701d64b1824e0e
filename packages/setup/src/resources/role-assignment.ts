import type { ArmRoleAssignment, PrincipalId } from "@tegata/core";
import { normalizeScope } from "@tegata/core";
import type { RoleGrant } from "../configuration/configuration.ts";
import type { Directory } from "../directory/directory.ts";
import { isRefusal } from "../errors.ts";
import { roleAssignmentName } from "../names.ts";
import { knownAfterApply } from "../plan/change.ts";
import type { Resource } from "./resource.ts";
import { propagationLimitMs } from "./resource.ts";
import type { Role } from "./role-definition.ts";
import { findRole, knownRole } from "./role-definition.ts";

export interface RoleAssignmentWanted {
  readonly grant: RoleGrant;
  readonly applicationName: string;
  /** The service principal's object id in this directory; unknown while it is not made. */
  readonly principalId: PrincipalId | undefined;
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create */
const apiVersion = "2022-04-01";

function isSame(seen: ArmRoleAssignment, wanted: RoleAssignmentWanted, role: Role): boolean {
  const { scope, principalId, roleDefinitionId } = seen.properties;
  return (
    normalizeScope(scope) === normalizeScope(wanted.grant.scope) &&
    principalId.toLowerCase() === wanted.principalId &&
    roleDefinitionId.toLowerCase().endsWith(`/${role.id}`)
  );
}

/** What the application may do at one scope. An assignment of the same three parts under another name is adopted. */
export function roleAssignment(directory: Directory, wanted: RoleAssignmentWanted): Resource<ArmRoleAssignment> {
  const { grant, principalId } = wanted;
  const { scope } = grant;
  const permission = `Role Based Access Control Administrator, User Access Administrator or Owner at ${scope}`;
  const collection = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  let resolved: Promise<Role> | undefined;
  const role = (): Promise<Role> => (resolved ??= findRole(directory, grant.role, scope));

  async function put(): Promise<ArmRoleAssignment> {
    const { definitionId } = await role();
    const name = roleAssignmentName({ scope, principalId: principalId ?? "", roleDefinitionId: definitionId });
    const body = {
      properties: {
        roleDefinitionId: definitionId,
        principalId,
        // Lets Resource Manager accept a principal that has not reached it yet.
        principalType: "ServicePrincipal",
        description: `Managed by Tegata: ${wanted.applicationName}.`,
      },
    };
    const url = `${collection}/${name}?api-version=${apiVersion}`;
    return (await directory.resourceManager.send("PUT", url, { body, permission })).body as ArmRoleAssignment;
  }

  return {
    directory,
    kind: "roleAssignment",
    address: `role ${knownRole(grant.role, scope)?.name ?? grant.role} at ${scope}`,
    because: "gives the application its rights there, and no more",
    permission,
    fields: [
      { field: "principalId", to: principalId ?? knownAfterApply },
      { field: "principalType", to: "ServicePrincipal" },
    ],
    observe: async () => {
      const wantedRole = await role();
      if (principalId === undefined) return undefined;
      const filter = encodeURIComponent(`principalId eq '${principalId}'`);
      const url = `${collection}?api-version=${apiVersion}&$filter=${filter}`;
      const all = (await directory.resourceManager.list(url, {
        permission: `Reader at ${scope}`,
      })) as ArmRoleAssignment[];
      return all.find((one) => isSame(one, wanted, wantedRole));
    },
    differences: () => [],
    create: put,
    update: async (seen) => seen,
    waitFor: (error) =>
      isRefusal(error, 400, "PrincipalNotFound")
        ? {
            reason: "the service principal has not reached Resource Manager yet",
            limitMs: propagationLimitMs.principal,
          }
        : undefined,
    isAlreadyThere: (error) => isRefusal(error, 409, "RoleAssignmentExists"),
    notices: (seen) =>
      seen.properties.condition
        ? ["has a condition that narrows it; it is left as the directory's people made it"]
        : [],
  };
}
