import type { BuiltInRole } from "@tegata/core";
import { builtInRoles, findBuiltInRole } from "@tegata/core";
import type { ArmHandler } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";

function show(role: BuiltInRole, subscriptionId: string | undefined): Record<string, unknown> {
  const prefix = subscriptionId === undefined ? "" : `/subscriptions/${subscriptionId}`;
  return {
    id: `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    name: role.id,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName: role.name,
      type: "BuiltInRole",
      description: role.description,
      assignableScopes: ["/"],
      permissions: [role.permissions],
    },
  };
}

export const listRoleDefinitions: ArmHandler = (call) => {
  const filter = call.query.get("$filter");
  const name = filter === null ? undefined : /^roleName eq '([^']*)'$/i.exec(filter.trim())?.[1];
  if (filter !== null && name === undefined && !/^atScope(AndBelow)?\(\)$/i.test(filter.trim())) {
    throw new ArmRefusal(400, "InvalidFilter", `The filter '${filter}' is not supported.`);
  }
  // Names are matched as they are today: a renamed role is not found by its former name, as in Azure.
  const found = builtInRoles.filter((role) => name === undefined || role.name.toLowerCase() === name.toLowerCase());
  return { status: 200, body: { value: found.map((role) => show(role, call.path.subscriptionId)) } };
};

export const getRoleDefinition: ArmHandler = (call) => {
  const name = call.path.name ?? "";
  const role = findBuiltInRole(name);
  if (role?.id !== name.toLowerCase()) {
    throw new ArmRefusal(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${name}' does not exist.`,
    );
  }
  return { status: 200, body: show(role, call.path.subscriptionId) };
};
