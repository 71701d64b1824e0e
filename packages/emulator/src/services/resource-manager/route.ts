import type { ArmHandler } from "./answer.ts";
import { hostHandlers, hostTypes } from "./hosts.ts";
import type { ArmPath } from "./path.ts";
import { listResources } from "./resources.ts";
import { listRoleAssignments, roleAssignmentHandlers } from "./role-assignments.ts";
import { getRoleDefinition, listRoleDefinitions } from "./role-definitions.ts";
import { listKeys, storageAccountHandlers, storageAccountType } from "./storage-accounts.ts";
import {
  getResourceGroup,
  getSubscription,
  listResourceGroups,
  listSubscriptions,
  listTenants,
} from "./subscriptions.ts";
import { userAssignedIdentityHandlers, userAssignedIdentityType } from "./user-assigned-identities.ts";

/** A handler with the operation that role assignments must allow and the scope at which; none where every caller may. */
export interface Route {
  readonly handler: ArmHandler;
  readonly operation?: string;
  readonly scope?: string;
}

type ByMethod = Readonly<Record<string, ArmHandler>>;

/** What is emulated of Resource Manager, by resource type: one line a type. */
const types: Readonly<
  Record<string, { readonly one: ByMethod; readonly list: ArmHandler; readonly actions?: ByMethod }>
> = {
  [userAssignedIdentityType]: { one: userAssignedIdentityHandlers, list: listResources },
  [storageAccountType]: { one: storageAccountHandlers, list: listResources, actions: { listkeys: listKeys } },
  "Microsoft.Authorization/roleAssignments": { one: roleAssignmentHandlers, list: listRoleAssignments },
  "Microsoft.Authorization/roleDefinitions": { one: { GET: getRoleDefinition }, list: listRoleDefinitions },
  ...Object.fromEntries(hostTypes.map((type) => [type, { one: hostHandlers(type), list: listResources }])),
};

const verbs: Readonly<Record<string, string>> = {
  GET: "read",
  HEAD: "read",
  PUT: "write",
  PATCH: "write",
  DELETE: "delete",
};

function typedRoute(method: string, path: ArmPath): Route | undefined {
  const found = Object.entries(types).find(([type]) => type.toLowerCase() === path.type?.toLowerCase());
  if (!found) return undefined;
  const [type, { one, list, actions }] = found;
  const scope = path.scope ?? path.id;
  if (path.action !== undefined) {
    const handler = method === "POST" ? actions?.[path.action.toLowerCase()] : undefined;
    return handler && { handler, operation: `${type}/${path.action}/action`, scope };
  }
  const handler = path.name === undefined ? (method === "GET" ? list : undefined) : one[method];
  return handler && { handler, operation: `${type}/${verbs[method] ?? "write"}`, scope };
}

/** The handler of a request, or undefined when the emulator has none. */
export function routeOf(method: string, path: ArmPath): Route | undefined {
  if (path.type !== undefined) return typedRoute(method, path);
  if (method !== "GET") return undefined;
  const scope = path.text;
  if (/^\/subscriptions$/i.test(path.text)) return { handler: listSubscriptions };
  if (/^\/tenants$/i.test(path.text)) return { handler: listTenants };
  if (/^\/subscriptions\/[^/]+$/i.test(path.text))
    return { handler: getSubscription, operation: "Microsoft.Resources/subscriptions/read", scope };
  const groups = "Microsoft.Resources/subscriptions/resourceGroups/read";
  if (/\/resourcegroups$/i.test(path.text)) return { handler: listResourceGroups, operation: groups, scope };
  if (/\/resourcegroups\/[^/]+$/i.test(path.text)) return { handler: getResourceGroup, operation: groups, scope };
  return undefined;
}
