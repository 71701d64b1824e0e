import type { ArmCall, ArmHandler } from "./answer.ts";
import { getOperation, resourceOfOperation } from "./operations.ts";
import type { ArmPath } from "./path.ts";
import { parseArmPath } from "./path.ts";
import { providerHandlers } from "./providers.ts";
import { listResourceGroups, resourceGroupHandlers } from "./resource-groups.ts";
import { listEveryResource } from "./resource-list.ts";
import { getSubscription, listLocations, listSubscriptions, listTenants } from "./subscriptions.ts";
import { armTypes, findArmType } from "./types.ts";

/** A handler with the operation that role assignments must allow and the scope at which; none where every caller may. */
export interface Route {
  readonly handler: ArmHandler;
  readonly operation?: string;
  readonly scope?: string;
}

const verbs: Readonly<Record<string, string>> = {
  GET: "read",
  HEAD: "read",
  PUT: "write",
  PATCH: "write",
  DELETE: "delete",
};
const providers = providerHandlers(armTypes);

/** HEAD of a resource: 204 when it is there. https://learn.microsoft.com/rest/api/resources/resources/check-existence-by-id */
function existence(get: ArmHandler | undefined): ArmHandler | undefined {
  return get && ((call) => (get({ ...call, method: "GET" }), { status: 204 }));
}

function typedRoute(method: string, path: ArmPath): Route | undefined {
  const found = findArmType(path.type ?? "");
  if (!found) return undefined;
  const { type, one, list, actions, isForEveryone, isReadAtRoot } = found;
  const scope = path.scope ?? path.id;
  if (path.action !== undefined) {
    const handler = method === "POST" ? actions?.[path.action.toLowerCase()] : undefined;
    return handler && { handler, operation: `${type}/${path.action}/action`, scope };
  }
  const named = method === "HEAD" ? (one["HEAD"] ?? existence(one["GET"])) : one[method];
  const handler = path.name === undefined ? (method === "GET" ? list : undefined) : named;
  const isRootRead = isReadAtRoot === true && method === "GET" && scope === "/";
  if (isForEveryone === true || isRootRead) return handler && { handler };
  return handler && { handler, operation: `${type}/${verbs[method] ?? "write"}`, scope };
}

function providerRoute(method: string, path: ArmPath): Route | undefined {
  const namespace = path.type ?? "";
  const scope = `/subscriptions/${path.subscriptionId ?? ""}`;
  // What a provider offers is the same in every directory, and everybody may read it there.
  if (method === "GET" && path.subscriptionId === undefined) return { handler: providers.get };
  if (method === "GET" && path.action === undefined) {
    return { handler: providers.get, operation: "Microsoft.Resources/subscriptions/providers/read", scope };
  }
  const action = path.action?.toLowerCase();
  if (action !== "register" && action !== "unregister") return undefined;
  return { handler: providers[action], operation: `${namespace}/${action}/action`, scope };
}

/** What a finished operation made, as its own type shows it. */
const getOperationResult: ArmHandler = (call: ArmCall) => {
  const id = resourceOfOperation(call);
  const path = id === undefined ? undefined : parseArmPath(id, "GET");
  const get = path?.type === undefined ? undefined : findArmType(path.type)?.one["GET"];
  return path && get ? get({ ...call, method: "GET", path }) : { status: 200 };
};

const groupOperation = "Microsoft.Resources/subscriptions/resourceGroups";
const untyped: readonly { readonly pattern: RegExp; readonly route: (method: string) => Route | undefined }[] = [
  { pattern: /^\/subscriptions$/i, route: () => ({ handler: listSubscriptions }) },
  { pattern: /^\/tenants$/i, route: () => ({ handler: listTenants }) },
  { pattern: /^\/providers$/i, route: () => ({ handler: providers.list }) },
  {
    pattern: /^\/subscriptions\/[^/]+$/i,
    route: () => ({ handler: getSubscription, operation: "Microsoft.Resources/subscriptions/read" }),
  },
  { pattern: /^\/subscriptions\/[^/]+\/locations$/i, route: () => ({ handler: listLocations }) },
  {
    pattern: /^\/subscriptions\/[^/]+\/providers$/i,
    route: () => ({ handler: providers.list, operation: "Microsoft.Resources/subscriptions/providers/read" }),
  },
  { pattern: /^\/subscriptions\/[^/]+\/operationresults\/[^/]+$/i, route: () => ({ handler: getOperationResult }) },
  { pattern: /^\/subscriptions\/[^/]+\/operations\/[^/]+$/i, route: () => ({ handler: getOperation }) },
  { pattern: /\/resources$/i, route: () => ({ handler: listEveryResource }) },
  { pattern: /^\/subscriptions\/[^/]+\/resourcegroups$/i, route: () => ({ handler: listResourceGroups }) },
];

/** The handler of a request, or undefined when the emulator has none. */
export function routeOf(method: string, path: ArmPath): Route | undefined {
  const typed = path.type === undefined ? undefined : typedRoute(method, path);
  if (typed) return typed;
  if (path.type !== undefined) return path.type.includes("/") ? undefined : providerRoute(method, path);
  if (/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i.test(path.text)) {
    const handler = resourceGroupHandlers[method];
    return handler && { handler, operation: `${groupOperation}/${verbs[method] ?? "write"}`, scope: path.text };
  }
  const route = method === "GET" ? untyped.find(({ pattern }) => pattern.test(path.text))?.route(method) : undefined;
  return route?.operation === undefined ? route : { scope: path.text, ...route };
}
