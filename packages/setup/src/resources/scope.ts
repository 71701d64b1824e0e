// Whether what a role is to be given on is there. Resource Manager would say so only when the role is written, after
// everything else has been.
import type { ResourceId } from "@tegata/core";
import type { RoleGrant } from "../configuration/configuration.ts";
import type { Directory } from "../directory/directory.ts";
import { SetupError } from "../errors.ts";
import { settleAll } from "../settle.ts";

/** Versions under which the types that roles are mostly given on can be read. */
const apiVersions: Readonly<Record<string, string>> = {
  "microsoft.storage/storageaccounts": "2023-05-01",
  "microsoft.cognitiveservices/accounts": "2025-06-01",
  "microsoft.keyvault/vaults": "2023-07-01",
  "microsoft.servicebus/namespaces": "2024-01-01",
  "microsoft.eventhub/namespaces": "2024-01-01",
};

const parts = /^(\/subscriptions\/[^/]+)(?:\/resourceGroups\/([^/]+)(?:\/providers\/([^/]+\/[^/]+)\/([^/]+))?)?/i;

/**
 * What can be asked about a scope: the outermost resource (what lies in it, such as a container, may well be made by the
 * program itself), else the group, else the subscription. Undefined for types whose version is not known.
 */
function askable(scope: ResourceId): { readonly path: string; readonly what: string } | undefined {
  const [, subscription, group, type, name] = parts.exec(scope) ?? [];
  if (subscription === undefined) return undefined;
  if (group === undefined)
    return { path: `${subscription}?api-version=2022-12-01`, what: `subscription ${subscription}` };
  const inGroup = `${subscription}/resourceGroups/${group}`;
  if (type === undefined) return { path: `${inGroup}?api-version=2021-04-01`, what: `resource group ${inGroup}` };
  const version = apiVersions[type.toLowerCase()];
  const id = `${inGroup}/providers/${type}/${name}`;
  return version === undefined ? undefined : { path: `${id}?api-version=${version}`, what: id };
}

async function checkScope(directory: Directory, scope: ResourceId): Promise<void> {
  const asked = askable(scope);
  if (asked === undefined) return;
  let found: unknown;
  try {
    found = await directory.resourceManager.find(asked.path, { permission: `Reader at ${scope}` });
  } catch (error) {
    // Who may give roles there need not be allowed to read there.
    if (error instanceof SetupError && error.code === "permission.denied") return;
    throw error;
  }
  if (found !== undefined) return;
  throw new SetupError("scope.not-found", `there is no ${asked.what}, where a role is to be given`, {
    fix: "Correct the grant's scope; the resource's overview page in the portal has it as its resource id.",
  });
}

/**
 * Reads every scope once. One request a scope.
 *
 * @throws SetupError `scope.not-found`, `resource-group.not-found`, `subscription.not-found`,
 *   `subscription.wrong-directory`
 */
export async function checkScopes(directory: Directory, grants: readonly RoleGrant[]): Promise<void> {
  const paths = new Map(grants.map(({ scope }) => [askable(scope)?.path.toLowerCase(), scope]));
  await settleAll([...paths.values()].map((scope) => checkScope(directory, scope)));
}
