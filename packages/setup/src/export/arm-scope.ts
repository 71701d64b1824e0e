// Where a role assignment's scope lies, in the terms of deployments.
import type { ExportedRole } from "./model.ts";
import { impossible } from "./model.ts";

export interface DeployedRole extends ExportedRole {
  readonly subscriptionId: string;
  readonly resourceGroup?: string;
  /** The resource below the group: its full type and its name, segments joined by slashes. */
  readonly target?: { readonly type: string; readonly name: string };
}

function parse(role: ExportedRole): DeployedRole | undefined {
  const parts = role.scope.split("/").slice(1);
  const [subscriptions, subscriptionId, groups, resourceGroup, providers, namespace, ...rest] = parts;
  if (subscriptions?.toLowerCase() !== "subscriptions" || subscriptionId === undefined) return undefined;
  if (groups === undefined) return { ...role, subscriptionId };
  if (groups.toLowerCase() !== "resourcegroups" || resourceGroup === undefined) return undefined;
  if (providers === undefined) return { ...role, subscriptionId, resourceGroup };
  // A resource on a resource has another provider further on; its types are not nested.
  if (namespace === undefined || rest.length < 2 || rest.length % 2 !== 0 || rest.includes("providers"))
    return undefined;
  const types = rest.filter((_part, index) => index % 2 === 0);
  const names = rest.filter((_part, index) => index % 2 === 1);
  const target = { type: [namespace, ...types].join("/"), name: names.join("/") };
  return { ...role, subscriptionId, resourceGroup, target };
}

/** @throws SetupError `export.impossible` for a scope that a subscription's deployment cannot reach */
export function deployedRoles(roles: readonly ExportedRole[], language: string): DeployedRole[] {
  const parsed = roles.map((role) => ({ role, deployed: parse(role) }));
  const faults = parsed
    .filter(({ deployed }) => deployed === undefined)
    .map(({ role }) => `${language} of a subscription does not reach ${role.scope}`);
  if (faults.length > 0) throw impossible(faults);
  return parsed.flatMap(({ deployed }) => (deployed ? [deployed] : []));
}
