// Which role assignment is the one that is wanted, and what is wrong with those that are there.
import type { Permissions } from "../rbac/action.ts";
import { lackingOf } from "../rbac/covers.ts";
import { roleAdvice } from "../rbac/role-advice.ts";
import { findBuiltInRole } from "../rbac/roles.ts";
import { normalizeScope, reaches } from "../rbac/scope.ts";

/** A role assignment as Resource Manager tells it. */
export interface AssignmentFacts {
  readonly id: string;
  readonly scope: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly condition?: string | null | undefined;
  /** When it was made or changed. */
  readonly changedAt?: string | undefined;
  /** Of a group's assignment: the member that holds it through the group. */
  readonly heldBy?: string | undefined;
  /** What its role allows, where that was looked up; of built-in roles it is known. */
  readonly role?: RoleFacts | undefined;
}

export interface RoleFacts {
  readonly name: string;
  readonly permissions: readonly Permissions[];
}

export interface RoleWanted {
  readonly roleId: string;
  readonly roleName: string;
  /** What the role allows; of built-in roles it is known. */
  readonly permissions?: readonly Permissions[] | undefined;
  readonly scope: string;
  /** The application's service principal in the resource directory. */
  readonly principalId: string;
  /** Principals of the chain that are taken for it by mistake, with what they are. */
  readonly mistaken: Readonly<Record<string, string>>;
}

export type RoleFinding =
  /** `instead`: another role that allows as much; `lacks`: management actions that it does not allow. */
  | {
      readonly ok: true;
      readonly assignment: AssignmentFacts;
      readonly instead?: string;
      readonly lacks?: readonly string[];
    }
  /** `assignment` is the one that nearly fits; absent when there is nothing like it. */
  | { readonly ok: false; readonly why: RoleFault; readonly saw: string; readonly assignment?: AssignmentFacts };

export type RoleFault = "none" | "other principal" | "other scope" | "other role" | "condition";

/** Roles that manage resources and reach no data are taken for data roles again and again. */
function reachesData(permissions: Permissions): boolean {
  return permissions.dataActions.length > 0;
}

function nameOf(roleId: string): string {
  return findBuiltInRole(roleId)?.name ?? roleId;
}

function roleOf({ roleId, role }: AssignmentFacts): RoleFacts | undefined {
  const builtIn = findBuiltInRole(roleId);
  return builtIn ? { name: builtIn.name, permissions: [builtIn.permissions] } : role;
}

function describeRole(assignment: AssignmentFacts, scope: string): string {
  const { name, permissions } = roleOf(assignment) ?? { name: assignment.roleId, permissions: undefined };
  const advice = roleAdvice(name, scope);
  if (advice !== undefined) return `${name}: ${advice}`;
  const isOfUse = permissions === undefined || permissions.some(reachesData);
  return isOfUse ? name : `${name}, which manages the resource and reaches no data in it`;
}

/** Another role that allows what the wanted one does: a wider built-in one, or one of the directory's own. */
function findInstead(wanted: RoleWanted, held: readonly AssignmentFacts[]): RoleFinding | undefined {
  const builtIn = findBuiltInRole(wanted.roleId);
  const permissions = builtIn ? [builtIn.permissions] : wanted.permissions;
  if (permissions === undefined) return undefined;
  const isForData = permissions.some(reachesData);
  const compared = held.flatMap((assignment) => {
    const role = roleOf(assignment);
    return role ? [{ assignment, role, lacking: lackingOf(permissions, role.permissions) }] : [];
  });
  const fitting = compared.filter(
    ({ lacking }) => lacking.dataActions.length === 0 && (isForData || lacking.actions.length === 0),
  );
  const [best] = fitting.toSorted((one, other) => one.lacking.actions.length - other.lacking.actions.length);
  if (best === undefined) return undefined;
  const { assignment, role, lacking } = best;
  return { ok: true, assignment, instead: role.name, lacks: lacking.actions };
}

/** Judges the assignments that are to be seen at, above and below a scope. */
export function judgeRole(wanted: RoleWanted, assignments: readonly AssignmentFacts[]): RoleFinding {
  const { roleId, scope, principalId, mistaken } = wanted;
  const isWantedRole = (one: AssignmentFacts): boolean => one.roleId === roleId;
  const isHere = (one: AssignmentFacts): boolean => reaches(one.scope, scope);
  const own = assignments.filter((one) => one.principalId === principalId || one.heldBy === principalId);
  const fitting = own.filter((one) => isWantedRole(one) && isHere(one));
  const plain = fitting.find(({ condition }) => !condition);
  if (plain) return { ok: true, assignment: plain };
  const instead = findInstead(
    wanted,
    own.filter((one) => isHere(one) && !one.condition),
  );
  if (instead) return instead;
  const [conditioned] = fitting;
  if (conditioned) {
    const saw = `the assignment has a condition: ${conditioned.condition}`;
    return { ok: false, why: "condition", saw, assignment: conditioned };
  }
  const elsewhere = own.find((one) => isWantedRole(one) && !isHere(one));
  if (elsewhere)
    return { ok: false, why: "other scope", saw: `it is held at ${elsewhere.scope}`, assignment: elsewhere };
  const other = assignments.find((one) => isWantedRole(one) && isHere(one) && mistaken[one.principalId] !== undefined);
  if (other) {
    const saw = `it was given to ${mistaken[other.principalId]} (${other.principalId}) instead of ${principalId}`;
    return { ok: false, why: "other principal", saw, assignment: other };
  }
  const otherRole = own.find(isHere);
  if (otherRole)
    return { ok: false, why: "other role", saw: `it holds ${describeRole(otherRole, scope)}`, assignment: otherRole };
  const sameScope = assignments.find(
    (one) =>
      isWantedRole(one) && normalizeScope(one.scope) === normalizeScope(scope) && one.principalId !== principalId,
  );
  const saw = sameScope ? `only other principals hold ${nameOf(roleId)} there` : "no role there at all";
  return { ok: false, why: "none", saw };
}
