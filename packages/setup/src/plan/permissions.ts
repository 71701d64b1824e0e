// The least rights that each administrator needs, without asking anything of any directory.
import type { TenantId } from "@tegata/core";
import type { Configuration } from "../configuration/configuration.ts";
import { isRoleGrant } from "../configuration/configuration.ts";
import type { Side } from "../directory/operator.ts";
import { knownRole } from "../resources/role-definition.ts";
import type { Plan } from "./plan.ts";

/** One right in one directory, and what it is for. */
export interface NeededPermission {
  readonly permission: string;
  readonly for: readonly string[];
}

export interface SidePermissions {
  readonly side: Side;
  readonly tenantId: TenantId;
  readonly permissions: readonly NeededPermission[];
  /**
   * A condition for a Role Based Access Control Administrator who may give these roles to service principals and do
   * nothing else. Absent where no role is granted, or a role is named that only the directory knows.
   */
  readonly assignmentCondition?: string;
}

/**
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
function conditionOf(roleIds: readonly string[]): string {
  const part = (action: "write" | "delete", source: "Request" | "Resource"): string => {
    const attribute = `@${source}[Microsoft.Authorization/roleAssignments`;
    return [
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR (`,
      `${attribute}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds.join(", ")}} AND `,
      `${attribute}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`,
    ].join("");
  };
  return `${part("write", "Request")} AND ${part("delete", "Resource")}`;
}

function assignmentCondition(configuration: Configuration, tenantId: TenantId): string | undefined {
  const grants = configuration.resources.find((one) => one.tenantId === tenantId)?.grants.filter(isRoleGrant) ?? [];
  const ids = grants.map(({ role, scope }) => knownRole(role, scope)?.id);
  if (ids.length === 0 || ids.includes(undefined)) return undefined;
  return conditionOf([...new Set(ids as string[])].sort());
}

/** The rights that the changes of a plan take, by directory. For all that a configuration may need: plan without operators. */
export function permissionsOf(plan: Pick<Plan, "changes">, configuration: Configuration): SidePermissions[] {
  const tenants = [...new Set(plan.changes.map(({ tenantId }) => tenantId))];
  return tenants.map((tenantId) => {
    const changes = plan.changes.filter((change) => change.tenantId === tenantId);
    const names = [...new Set(changes.map(({ permission }) => permission))];
    const condition = assignmentCondition(configuration, tenantId);
    return {
      side: changes[0]?.side ?? "resource",
      tenantId,
      permissions: names.map((permission) => ({
        permission,
        for: changes.filter((change) => change.permission === permission).map(({ address }) => address),
      })),
      ...(condition === undefined ? {} : { assignmentCondition: condition }),
    };
  });
}

/** The rights as text. */
export function renderPermissions(sides: readonly SidePermissions[]): string {
  return sides
    .flatMap(({ side, tenantId, permissions, assignmentCondition: condition }) => [
      `${side === "home" ? "Home" : "Resource"} directory ${tenantId}`,
      ...permissions.flatMap((one) => [`  ${one.permission}`, ...one.for.map((address) => `      for ${address}`)]),
      ...(condition === undefined
        ? []
        : [
            "  a condition under which a Role Based Access Control Administrator can do this and no more:",
            `      ${condition}`,
          ]),
      "",
    ])
    .join("\n")
    .trimEnd();
}
