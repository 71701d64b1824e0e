// Roles that can do nothing at the scope that they are wanted at: seen without asking any directory.
import type { BuiltInRole } from "@tegata/core";
import { builtInRoles, findBuiltInRole, roleAdvice } from "@tegata/core";
import { closest } from "./suggest.ts";

/** The service that a scope's resource is of: `Microsoft.Storage`. Undefined above resources. */
export function providerOf(scope: string): string | undefined {
  return /\/resourceGroups\/[^/]+\/providers\/([^/]+)\/[^/]+\/[^/]+/i.exec(scope)?.[1];
}

function reachesProvider(patterns: readonly string[], provider: string): boolean {
  return patterns.some((pattern) => {
    const namespace = pattern.split("/")[0] ?? "";
    return namespace === "*" || namespace.toLowerCase() === provider.toLowerCase();
  });
}

/** Whether a role allows anything on the data of a service. */
export function reachesData({ permissions }: BuiltInRole, provider: string): boolean {
  return reachesProvider(permissions.dataActions, provider);
}

/** Names of the known roles that open a service's data. */
export function dataRolesOf(provider: string): string[] {
  return builtInRoles.filter((role) => reachesData(role, provider)).map(({ name }) => name);
}

/** That a role manages a resource but does not open its data, where another one would; else undefined. */
export function opensNoData(role: string, scope: string): string | undefined {
  const [known, provider] = [findBuiltInRole(role), providerOf(scope)];
  if (known === undefined || provider === undefined || reachesData(known, provider)) return undefined;
  const better = dataRolesOf(provider).filter((other) => roleAdvice(other, scope) === undefined);
  if (better.length === 0) return undefined;
  return `${known.name} is a right to manage the resource and opens none of its data; for data: ${better.join(", ")}`;
}

/** Types that roles are mostly given on. */
const commonTypes: readonly string[] = [
  "Microsoft.Storage/storageAccounts",
  "Microsoft.CognitiveServices/accounts",
  "Microsoft.KeyVault/vaults",
  "Microsoft.ServiceBus/namespaces",
  "Microsoft.EventHub/namespaces",
  "Microsoft.Web/sites",
];

/** That a scope's resource type is a common one misspelt; else undefined: there are more types than anybody can list. */
export function misspeltType(scope: string): string | undefined {
  const type = /\/resourceGroups\/[^/]+\/providers\/([^/]+\/[^/]+)/i.exec(scope)?.[1];
  if (type === undefined || commonTypes.some((one) => one.toLowerCase() === type.toLowerCase())) return undefined;
  const sameService = commonTypes.filter(
    (one) => one.split("/")[0]?.toLowerCase() === type.split("/")[0]?.toLowerCase(),
  );
  const meant = closest(type, sameService);
  return meant === undefined ? undefined : `has the resource type ${type}; did you mean "${meant}"?`;
}

/** Why a role is wrong at a scope; undefined when nothing speaks against it, or the role is not a known one. */
export function wrongRole(role: string, scope: string): string | undefined {
  const advice = roleAdvice(role, scope);
  if (advice !== undefined) return advice;
  const [known, provider] = [findBuiltInRole(role), providerOf(scope)];
  if (known === undefined || provider === undefined) return undefined;
  const { actions, dataActions } = known.permissions;
  if (reachesProvider([...actions, ...dataActions], provider)) return undefined;
  const better = dataRolesOf(provider).filter((other) => roleAdvice(other, scope) === undefined);
  const instead = better.length > 0 ? `; roles for it: ${better.join(", ")}` : "";
  return `${known.name} gives no right on ${provider}, where the scope is${instead}`;
}
