import { clientPhrases, findBuiltInRole, isGuid, normalizeScope, parseCondition, reaches } from "@tegata/core";
import { roleIdOf } from "../../resources/access.ts";
import type { RoleAssignment } from "../../resources/resource.ts";
import { findResource } from "../../resources/resource.ts";
import type { ArmAnswer, ArmCall, ArmHandler } from "./answer.ts";
import { ArmRefusal, propertiesOf, resourceNotFound } from "./answer.ts";
import { parseArmPath } from "./path.ts";
import { requireGroup } from "./resources.ts";
import { writtenNow } from "./written.ts";

/** Fixed by Azure: https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits */
const assignmentsPerSubscription = 4000;

function show(assignment: RoleAssignment): Record<string, unknown> {
  const { name, scope, written, ...properties } = assignment;
  const id = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const { createdOn = null, updatedOn = null, createdBy = null, updatedBy = null } = written ?? {};
  const history = { createdOn, updatedOn, createdBy, updatedBy, delegatedManagedIdentityResourceId: null };
  return {
    id,
    name,
    type: "Microsoft.Authorization/roleAssignments",
    properties: { ...properties, scope, ...history },
  };
}

function find(call: ArmCall): RoleAssignment | undefined {
  const { scope = "/", name = "" } = call.path;
  return call.context.store.state.arm.roleAssignments.find(
    (candidate) => candidate.name === name.toLowerCase() && normalizeScope(candidate.scope) === normalizeScope(scope),
  );
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function read(call: ArmCall): RoleAssignment {
  const { roleDefinitionId, principalId, principalType, description, condition, conditionVersion } = propertiesOf(
    call.body,
  );
  const { name = "", scope = "/" } = call.path;
  if (!isGuid(name))
    throw new ArmRefusal(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  if (typeof principalId !== "string" || !isGuid(principalId))
    throw new ArmRefusal(400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.");
  if (typeof roleDefinitionId !== "string" || !isAssignable(call, roleDefinitionId)) {
    throw new ArmRefusal(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${roleIdOf(text(roleDefinitionId) ?? "")}' does not exist.`,
    );
  }
  refuseUnknownType(text(principalType));
  refuseBadVersion(text(conditionVersion));
  refuseBadCondition(text(condition));
  return {
    name: name.toLowerCase(),
    scope,
    roleDefinitionId,
    principalId: principalId.toLowerCase(),
    principalType: text(principalType) ?? "ServicePrincipal",
    description: text(description),
    condition: text(condition),
    conditionVersion: text(conditionVersion) ?? (text(condition) === null ? null : "2.0"),
  };
}

/** Whether the role may be assigned at the scope: a built-in one anywhere, a custom one within its assignable scopes. */
function isAssignable(call: ArmCall, roleDefinitionId: string): boolean {
  const id = roleIdOf(roleDefinitionId);
  const { scope = "/" } = call.path;
  const custom = call.context.store.state.arm.roleDefinitions?.find(
    ({ name, tenantId }) => name === id && tenantId === call.caller.directory.tenantId,
  );
  if (findBuiltInRole(id)?.id === id) return true;
  if (!custom) return false;
  if (custom.assignableScopes.some((each) => reaches(each, scope))) return true;
  throw new ArmRefusal(
    400,
    "RoleAssignmentScopeNotAssignableToRoleDefinition",
    `The role assignment scope '${scope}' is not assignable to the role definition '${id}'.`,
  );
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create (PrincipalType) */
const principalTypes = new Set(["user", "group", "serviceprincipal", "foreigngroup", "device"]);

function refuseUnknownType(principalType: string | null): void {
  if (principalType === null || principalTypes.has(principalType.toLowerCase())) return;
  const message = `The request content was invalid and could not be deserialized: 'Error converting value "${principalType}" to type 'PrincipalType'.'.`;
  throw new ArmRefusal(400, "InvalidRequestContent", message);
}

/** `2.0` is the only version there is; the one before it ended in preview. */
function refuseBadVersion(version: string | null): void {
  if (version === null || version === "2.0") return;
  throw new ArmRefusal(
    400,
    "InvalidConditionVersion",
    `The condition version '${version}' is not supported. Use '2.0'.`,
  );
}

function refuseBadCondition(condition: string | null): void {
  const parsed = condition === null ? undefined : parseCondition(condition);
  if (parsed?.ok !== false) return;
  throw new ArmRefusal(
    400,
    "InvalidRoleAssignmentCondition",
    `The given role assignment condition is invalid: ${parsed.fault}.`,
  );
}

/** The scope must be there: its resource group, and the resource if it is one that Resource Manager keeps. */
function refuseUnknownScope(call: ArmCall): void {
  const { scope = "/" } = call.path;
  if (call.path.resourceGroup !== undefined) requireGroup(call);
  const of = parseArmPath(scope, "GET");
  if (of.type === undefined) return;
  const account = of.id.replace(/(\/providers\/[^/]+\/[^/]+\/[^/]+).*$/, "$1");
  if (!findResource(call.context.store.state.arm, account)) throw resourceNotFound(parseArmPath(account, "GET"));
}

/** A type that is given must be the principal's, if the directory shows the principal. */
function refuseOtherType(call: ArmCall, { principalId, principalType }: RoleAssignment): void {
  const isVisible = call.caller.directory.servicePrincipals.some(({ id }) => id === principalId);
  if (!isVisible || principalType.toLowerCase() === "serviceprincipal") return;
  throw new ArmRefusal(
    400,
    "UnmatchedPrincipalType",
    `The PrincipalId '${principalId.replaceAll("-", "")}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '${principalType}'.`,
  );
}

function refuseBeyondLimit(call: ArmCall): void {
  const { subscriptionId = "" } = call.path;
  const inSubscription = call.context.store.state.arm.roleAssignments.filter(({ scope }) =>
    reaches(`/subscriptions/${subscriptionId}`, scope),
  );
  if (inSubscription.length < assignmentsPerSubscription) return;
  throw new ArmRefusal(
    400,
    "RoleAssignmentLimitExceeded",
    "No more role assignments can be created (code: RoleAssignmentLimitExceeded)",
  );
}

/**
 * Without `principalType`, the principal must be visible in the directory; with it, Azure takes the id on trust, so that
 * a fresh service principal can be assigned before it has replicated.
 */
function refuseUnknownPrincipal(call: ArmCall, wanted: RoleAssignment): void {
  const { directory } = call.caller;
  if (text(propertiesOf(call.body)["principalType"]) !== null) return;
  if (directory.servicePrincipals.some(({ id }) => id === wanted.principalId)) return;
  const bare = wanted.principalId.replaceAll("-", "");
  throw new ArmRefusal(
    400,
    "PrincipalNotFound",
    `Principal ${bare} does not exist in the directory ${directory.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

const put: ArmHandler = (call) => {
  const wanted = read(call);
  const existing = find(call);
  const isSame = (other: RoleAssignment): boolean =>
    other.principalId === wanted.principalId &&
    roleIdOf(other.roleDefinitionId) === roleIdOf(wanted.roleDefinitionId) &&
    normalizeScope(other.scope) === normalizeScope(wanted.scope);
  if (existing) {
    if (!isSame(existing)) {
      throw new ArmRefusal(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      );
    }
    const { description, condition, conditionVersion } = wanted;
    const { roleAssignments } = call.context.store.state.arm;
    const written = writtenNow(call, existing.written);
    const updated = { ...existing, description, condition, conditionVersion, written };
    roleAssignments.splice(roleAssignments.indexOf(existing), 1, updated);
    return { status: 200, body: show(updated) };
  }
  refuseUnknownScope(call);
  refuseUnknownPrincipal(call, wanted);
  refuseOtherType(call, wanted);
  if (call.context.store.state.arm.roleAssignments.some(isSame)) {
    throw new ArmRefusal(409, clientPhrases.assignmentExists.text, "The role assignment already exists.");
  }
  refuseBeyondLimit(call);
  const made = { ...wanted, written: writtenNow(call, undefined) };
  call.context.store.state.arm.roleAssignments.push(made);
  return { status: 201, body: show(made) };
};

function remove(call: ArmCall): ArmAnswer {
  const existing = find(call);
  if (!existing) return { status: 204 };
  const { roleAssignments } = call.context.store.state.arm;
  roleAssignments.splice(roleAssignments.indexOf(existing), 1);
  return { status: 200, body: show(existing) };
}

/** The assignments at, above and below a scope, as `$filter` narrows them. */
export const listRoleAssignments: ArmHandler = (call) => {
  const { scope = "/" } = call.path;
  const filter = call.query.get("$filter") ?? "";
  const clauses = filter
    .split(/ and /i)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
  const unknown = clauses.find(
    (clause) => !/^(atScope\(\)|principalId eq '[^']*'|assignedTo\('[^']*'\))$/i.test(clause),
  );
  if (unknown !== undefined) throw new ArmRefusal(400, "InvalidFilter", `The filter '${unknown}' is not supported.`);
  const onlyAbove = clauses.some((clause) => /^atScope/i.test(clause));
  const principal = /'([^']*)'/.exec(clauses.find((clause) => clause.includes("'")) ?? "")?.[1]?.toLowerCase();
  const value = call.context.store.state.arm.roleAssignments.filter(
    (assignment) =>
      (principal === undefined || assignment.principalId === principal) &&
      (reaches(assignment.scope, scope) || (!onlyAbove && reaches(scope, assignment.scope))),
  );
  return { status: 200, body: { value: value.map(show) } };
};

export const roleAssignmentHandlers: Readonly<Record<string, ArmHandler>> = {
  GET: (call) => {
    const existing = find(call);
    if (!existing)
      throw new ArmRefusal(
        404,
        "RoleAssignmentNotFound",
        `The role assignment '${call.path.name ?? ""}' is not found.`,
      );
    return { status: 200, body: show(existing) };
  },
  PUT: put,
  DELETE: remove,
};
