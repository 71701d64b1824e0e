import type { BuiltInRole, Permissions } from "@tegata/core";
import { builtInRoles, isGuid, reaches } from "@tegata/core";
import { findAllowing, roleIdOf } from "../../resources/access.ts";
import type { CustomRole } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler, ArmHandlers } from "./answer.ts";
import { ArmRefusal, propertiesOf } from "./answer.ts";
import { writtenNow } from "./written.ts";

const type = "Microsoft.Authorization/roleDefinitions";

function idOf(call: ArmCall, name: string): string {
  const { subscriptionId } = call.path;
  return `${subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`}/providers/${type}/${name}`;
}

function showBuiltIn(call: ArmCall, { id, name, description, permissions }: BuiltInRole): Record<string, unknown> {
  const properties = {
    roleName: name,
    type: "BuiltInRole",
    description,
    assignableScopes: ["/"],
    permissions: [permissions],
  };
  return { id: idOf(call, id), name: id, type, properties };
}

function showCustom(call: ArmCall, role: CustomRole): Record<string, unknown> {
  const { name, roleName, description, assignableScopes, permissions, written } = role;
  const properties = { roleName, type: "CustomRole", description, assignableScopes, permissions, ...written };
  return { id: idOf(call, name), name, type, properties };
}

/**
 * At `/` everybody reads the built-in roles, as Terraform's `azurerm_role_definition` does for a name without a scope:
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/data-sources/role_definition. A custom role is
 * read there by who may read it where it is assignable.
 */
function isReadable(call: ArmCall, { assignableScopes }: CustomRole): boolean {
  if (call.path.scope !== "/") return true;
  const access = { principalId: call.caller.principalId, kind: "action", operation: `${type}/read` } as const;
  return assignableScopes.some((scope) => findAllowing(call.context.store.state.arm, { ...access, scope }));
}

/** The custom roles of the caller's directory. */
function customRoles(call: ArmCall): CustomRole[] {
  const roles = call.context.store.state.arm.roleDefinitions ?? [];
  return roles.filter(({ tenantId }) => tenantId === call.caller.directory.tenantId);
}

function everyRole(
  call: ArmCall,
): { readonly roleName: string; readonly isCustom: boolean; readonly shown: unknown }[] {
  const scope = call.path.scope ?? "/";
  const custom = customRoles(call).filter(
    (role) =>
      isReadable(call, role) && role.assignableScopes.some((each) => reaches(each, scope) || reaches(scope, each)),
  );
  return [
    ...builtInRoles.map((role) => ({ roleName: role.name, isCustom: false, shown: showBuiltIn(call, role) })),
    ...custom.map((role) => ({ roleName: role.roleName, isCustom: true, shown: showCustom(call, role) })),
  ];
}

/** Names are matched as they are today: a renamed role is not found by its former name, as in Azure. */
export const listRoleDefinitions: ArmHandler = (call) => {
  const filter = (call.query.get("$filter") ?? "").trim();
  const clauses = filter === "" ? [] : filter.split(/ and /i).map((clause) => clause.trim());
  const tests = clauses.map((clause) => {
    const [, property = "", value = ""] = /^(roleName|type) eq '([^']*)'$/i.exec(clause) ?? [];
    if (property.toLowerCase() === "type")
      return (isCustom: boolean) => isCustom === (value.toLowerCase() === "customrole");
    if (property !== "") return (_: boolean, name: string) => name.toLowerCase() === value.toLowerCase();
    if (/^atScope(AndBelow)?\(\)$/i.test(clause)) return () => true;
    throw new ArmRefusal(400, "InvalidFilter", `The filter '${filter}' is not supported.`);
  });
  const found = everyRole(call).filter(({ isCustom, roleName }) => tests.every((test) => test(isCustom, roleName)));
  return { status: 200, body: { value: found.map(({ shown }) => shown) } };
};

const get: ArmHandler = (call) => {
  const name = (call.path.name ?? "").toLowerCase();
  const builtIn = builtInRoles.find(({ id }) => id === name);
  if (builtIn) return { status: 200, body: showBuiltIn(call, builtIn) };
  const custom = customRoles(call).find((role) => role.name === name);
  if (custom && isReadable(call, custom)) return { status: 200, body: showCustom(call, custom) };
  throw new ArmRefusal(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${call.path.name ?? ""}' does not exist.`,
  );
};

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function readPermissions(value: unknown): Permissions[] {
  const sets = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  return sets.map(({ actions, notActions, dataActions, notDataActions }) => ({
    actions: texts(actions),
    notActions: texts(notActions),
    dataActions: texts(dataActions),
    notDataActions: texts(notDataActions),
  }));
}

/** An action is `*` or a provider with a path; what else is in the place of one, no provider has. */
function badActions({ actions, notActions, dataActions, notDataActions }: Permissions): string[] {
  return [...actions, ...notActions, ...dataActions, ...notDataActions]
    .filter((action) => !/^(\*|[\w.*]+(\/[\w.*-]+)+)$/.test(action))
    .map((action) => `'${action}' does not match any of the actions supported by the providers`);
}

function read(call: ArmCall): CustomRole {
  const { name = "" } = call.path;
  const { roleName, description, permissions, assignableScopes } = propertiesOf(call.body);
  const faults = [
    ...(isGuid(name) ? [] : [`the role definition id '${name}' is not a GUID`]),
    ...(typeof roleName === "string" && roleName !== "" ? [] : ["roleName must not be empty"]),
    ...(readPermissions(permissions).length > 0 ? [] : ["permissions must hold at least one set"]),
    ...readPermissions(permissions).flatMap(badActions),
    ...(texts(assignableScopes).length > 0 ? [] : ["assignableScopes must hold at least one scope"]),
    ...texts(assignableScopes)
      .filter((scope) => !scope.startsWith("/"))
      .map((scope) => `the assignable scope '${scope}' is not one`),
  ];
  if (faults.length > 0)
    throw new ArmRefusal(400, "InvalidRoleDefinition", `The role definition is not valid: ${faults.join("; ")}.`);
  return {
    name: name.toLowerCase(),
    tenantId: call.caller.directory.tenantId,
    roleName: String(roleName),
    description: typeof description === "string" ? description : "",
    permissions: readPermissions(permissions),
    assignableScopes: texts(assignableScopes),
  };
}

/** Who writes a role needs the right at every scope at which it may be assigned. */
function refuseForeignScopes(call: ArmCall, { assignableScopes }: CustomRole): void {
  const { principalId, clientId } = call.caller;
  const operation = `${type}/write`;
  const { arm } = call.context.store.state;
  const foreign = assignableScopes.filter(
    (scope) => !findAllowing(arm, { principalId, scope, kind: "action", operation }),
  );
  if (foreign.length === 0) return;
  throw new ArmRefusal(
    403,
    "LinkedAuthorizationFailed",
    `The client '${clientId}' with object id '${principalId}' has permission to perform action '${operation}' on scope '${call.path.id}'; however, it does not have permission to perform action(s) '${operation}' on the linked scope(s) '${foreign.join(",")}' (respectively) or the linked scope(s) are invalid.`,
  );
}

/** Role definitions are answered with 201 whether they are new or not: arm-authorization accepts nothing else. */
const put: ArmHandler = (call) => {
  const wanted = read(call);
  refuseForeignScopes(call, wanted);
  const isBuiltIn = builtInRoles.some(({ id, name }) => id === wanted.name || name === wanted.roleName);
  const others = customRoles(call).filter(({ name }) => name !== wanted.name);
  const isForeign = (call.context.store.state.arm.roleDefinitions ?? []).some(
    ({ name, tenantId }) => name === wanted.name && tenantId !== wanted.tenantId,
  );
  const sameName = others.some(({ roleName }) => roleName.toLowerCase() === wanted.roleName.toLowerCase());
  if (isBuiltIn || sameName || isForeign) {
    throw new ArmRefusal(
      409,
      "RoleDefinitionWithSameNameExists",
      "A custom role with the same name already exists in this directory. Use a different name.",
    );
  }
  const { arm } = call.context.store.state;
  const before = customRoles(call).find(({ name }) => name === wanted.name);
  const role = { ...wanted, written: writtenNow(call, before?.written) };
  arm.roleDefinitions = [...(arm.roleDefinitions ?? []).filter(({ name }) => name !== wanted.name), role];
  return { status: 201, body: showCustom(call, role) };
};

const remove: ArmHandler = (call) => {
  const role = customRoles(call).find(({ name }) => name === call.path.name?.toLowerCase());
  if (!role) return { status: 204 };
  const { arm } = call.context.store.state;
  if (arm.roleAssignments.some(({ roleDefinitionId }) => roleIdOf(roleDefinitionId) === role.name)) {
    throw new ArmRefusal(
      400,
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
    );
  }
  arm.roleDefinitions = (arm.roleDefinitions ?? []).filter((each) => each !== role);
  return { status: 200, body: showCustom(call, role) };
};

export const roleDefinitionHandlers: ArmHandlers = { GET: get, PUT: put, DELETE: remove };
