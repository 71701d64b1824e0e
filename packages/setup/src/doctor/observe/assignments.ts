// Which roles the service principal holds, itself or through a group, and what they allow.
import type { ArmRoleAssignment, AssignmentFacts, Permissions, RoleFacts } from "@tegata/core";
import { findBuiltInRole, reaches } from "@tegata/core";
import type { Directory } from "../../directory/directory.ts";
import { roleAssignmentApiVersion } from "../../resources/role-assignment.ts";
import type { Seen } from "../seen.ts";
import { look, valueOf } from "../seen.ts";

function factsOf({ id, properties }: ArmRoleAssignment): AssignmentFacts {
  const { scope, principalId, roleDefinitionId, condition } = properties;
  const { updatedOn, createdOn } = properties as { readonly updatedOn?: string; readonly createdOn?: string };
  return {
    id,
    scope,
    principalId: principalId.toLowerCase(),
    roleId: roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "",
    condition,
    changedAt: updatedOn ?? createdOn,
  };
}

/**
 * Those at, above and below the scope, and what the principal holds elsewhere in the subscription, itself or as a member
 * of a group.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export async function seeAssignments(
  directory: Directory,
  scope: string,
  principalId: string | undefined,
): Promise<Seen<readonly AssignmentFacts[]>> {
  const list = async (at: string, filter: string): Promise<AssignmentFacts[]> => {
    const path = `${at}/providers/Microsoft.Authorization/roleAssignments?api-version=${roleAssignmentApiVersion}${filter}`;
    const all = await directory.resourceManager.list(path, { permission: `Reader at ${at}` });
    return (all as ArmRoleAssignment[]).map(factsOf);
  };
  return look(async () => {
    const here = await list(scope, "");
    const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0];
    if (principalId === undefined || subscription === undefined) return here;
    const filter = `&$filter=${encodeURIComponent(`assignedTo('${principalId}')`)}`;
    const held = valueOf(await look(() => list(subscription, filter))) ?? [];
    const ids = new Set(held.map(({ id }) => id.toLowerCase()));
    const own = held.map((one) => (one.principalId === principalId ? one : { ...one, heldBy: principalId }));
    const others = here.filter(({ id }) => !ids.has(id.toLowerCase()));
    return [...own, ...others];
  });
}

interface DefinitionBody {
  readonly properties: { readonly roleName?: string; readonly permissions?: readonly Partial<Permissions>[] };
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-definitions/get */
async function seeDefinition(directory: Directory, scope: string, roleId: string): Promise<RoleFacts | undefined> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  const path = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}?api-version=2022-04-01`;
  const found = await look(() => directory.resourceManager.find(path, { permission: `Reader at ${scope}` }));
  const { properties } = (valueOf(found) ?? {}) as Partial<DefinitionBody>;
  if (properties?.permissions === undefined) return undefined;
  const permissions = properties.permissions.map((one): Permissions => {
    const { actions = [], notActions = [], dataActions = [], notDataActions = [] } = one;
    return { actions, notActions, dataActions, notDataActions };
  });
  return { name: properties.roleName ?? roleId, permissions };
}

interface About {
  /** The wanted role's GUID, where it is known. */
  readonly role: string | undefined;
  readonly scope: string;
  readonly principalId: string | undefined;
}

export interface Detailed {
  /** What the wanted role allows, where that had to be looked up. */
  readonly permissions?: readonly Permissions[];
  readonly assignments: Seen<readonly AssignmentFacts[]>;
}

/** Where the wanted role is not held: what the others allow that are, as far as the vocabulary does not know them. */
export async function detail(
  directory: Directory,
  { role, scope, principalId }: About,
  assignments: Seen<readonly AssignmentFacts[]>,
): Promise<Detailed> {
  if (assignments.kind !== "seen" || role === undefined || principalId === undefined) return { assignments };
  const isOwn = (one: AssignmentFacts): boolean => [one.principalId, one.heldBy].includes(principalId);
  const own = assignments.value.filter((one) => isOwn(one) && reaches(one.scope, scope));
  if (own.length === 0 || own.some(({ roleId }) => roleId === role)) return { assignments };
  const unknown = [...new Set([role, ...own.map(({ roleId }) => roleId)])].filter((id) => !findBuiltInRole(id));
  const seen = await Promise.all(unknown.map(async (id) => [id, await seeDefinition(directory, scope, id)] as const));
  const facts = new Map(seen);
  const value = assignments.value.map((one) => {
    const found = own.includes(one) ? facts.get(one.roleId) : undefined;
    return found === undefined ? one : { ...one, role: found };
  });
  const permissions = facts.get(role)?.permissions;
  return { assignments: { kind: "seen", value }, ...(permissions === undefined ? {} : { permissions }) };
}
