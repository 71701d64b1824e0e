import type { ResourceId } from "@tegata/core";
import { builtInRoles, findBuiltInRole, isGuid, parseResourceId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { suggestion } from "../configuration/suggest.ts";
import { SetupError } from "../errors.ts";

/** A role, resolved at a scope. */
export interface Role {
  /** The definition's GUID, in lower case. */
  readonly id: string;
  readonly name: string;
  readonly definitionId: ResourceId;
}

function definitionId(scope: ResourceId, id: string): ResourceId {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  return parseResourceId(`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`);
}

/** The role without asking Azure: a GUID, or a built-in role that the vocabulary knows. Names change; ids do not. */
export function knownRole(role: string, scope: ResourceId): Role | undefined {
  const builtIn = findBuiltInRole(role);
  if (builtIn) return { id: builtIn.id, name: builtIn.name, definitionId: definitionId(scope, builtIn.id) };
  const id = role.toLowerCase();
  return isGuid(role) ? { id, name: role, definitionId: definitionId(scope, id) } : undefined;
}

/**
 * The role by GUID or name. One GET when the vocabulary does not know the name.
 *
 * @throws SetupError `role.not-found`, `role.ambiguous`
 * @see https://learn.microsoft.com/rest/api/authorization/role-definitions/list
 */
export function findRole(directory: Directory, role: string, scope: ResourceId): Promise<Role> {
  const known = knownRole(role, scope);
  if (known) return Promise.resolve(known);
  const asked = askedRoles.get(directory) ?? new Map<string, Promise<Role>>();
  askedRoles.set(directory, asked);
  const key = JSON.stringify([role, scope]);
  const answer = asked.get(key) ?? askRole(directory, role, scope);
  asked.set(key, answer);
  return answer;
}

/** What this run has asked already: looking, planning and writing need the same answer. */
const askedRoles = new WeakMap<Directory, Map<string, Promise<Role>>>();

const names = builtInRoles.flatMap(({ name, formerNames }) => [name, ...formerNames]);

async function askRole(directory: Directory, role: string, scope: ResourceId): Promise<Role> {
  const filter = encodeURIComponent(`roleName eq '${role.replaceAll("'", "''")}'`);
  const url = `${scope}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=${filter}`;
  const found = (await directory.resourceManager.list(url, { permission: `Reader at ${scope}` })) as { name: string }[];
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const many = found.length > 1;
    throw new SetupError(
      many ? "role.ambiguous" : "role.not-found",
      many
        ? `${found.length} roles are named "${role}" at ${scope}`
        : `no role is named "${role}" at ${scope}${suggestion(role, names)}`,
      {
        fix: many ? "Write the GUID of the role that is meant." : "Correct the name, or write the role's GUID.",
      },
    );
  }
  return { id: first.name.toLowerCase(), name: role, definitionId: definitionId(scope, first.name.toLowerCase()) };
}
