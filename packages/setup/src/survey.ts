// What is there beyond the configuration's own objects: ours that is wanted no more, others' that a person should know.
// Reads only; done when looking, never between writes.
import type { ArmRoleAssignment, ResourceId } from "@tegata/core";
import { normalizeScope } from "@tegata/core";
import type { ResourceConfiguration } from "./configuration/configuration.ts";
import { isRoleGrant } from "./configuration/configuration.ts";
import type { Directory } from "./directory/directory.ts";
import { isRefusal, SetupError } from "./errors.ts";
import type { Visitor } from "./plan/visitor.ts";
import { appRolePermission, appRolesOf } from "./resources/app-role-assignment.ts";
import type { SeenAppRole } from "./resources/app-role-assignment.ts";
import type { CredentialList, CredentialWanted, SeenCredential } from "./resources/federated-credential.ts";
import { checkCredentialLimit, pickCredential, staleCredential } from "./resources/federated-credential.ts";
import { ownerOfDescription } from "./resources/ownership.ts";
import { assignmentsAt, extraAssignment, roleNameOf } from "./resources/role-assignment.ts";
import { findRole } from "./resources/role-definition.ts";
import type { ServicePrincipal } from "./resources/service-principal.ts";
import { settleAll } from "./settle.ts";

/** Credentials of the application that no trust wants. */
export async function surveyCredentials(
  { directory, visitor }: { readonly directory: Directory; readonly visitor: Visitor },
  list: CredentialList,
  wanted: readonly Pick<CredentialWanted, "name" | "issuer" | "subject">[],
): Promise<void> {
  const all = await list.read("survey");
  const picked = new Set<SeenCredential | undefined>(wanted.map((one) => pickCredential(all, one)));
  const extra = all.filter((one) => !picked.has(one));
  const isOurs = ({ description }: SeenCredential): boolean => ownerOfDescription(description) === "ours";
  for (const one of extra.filter(isOurs)) await visitor.retire(staleCredential(directory, list, one), one);
  const theirs = extra.filter((one) => !isOurs(one));
  for (const { name, issuer } of theirs) {
    visitor.notice(
      { directory, address: `federated identity credential ${name}` },
      {
        kind: "credential.extra",
        message: `the application also trusts ${name} (issuer ${issuer}), which the configuration does not name`,
      },
    );
  }
  checkCredentialLimit(theirs.length, wanted.length);
}

async function wantedKeys(directory: Directory, resource: ResourceConfiguration): Promise<Set<string>> {
  const keys = await settleAll(
    resource.grants.filter(isRoleGrant).map(async ({ role, scope }) => {
      const { id } = await findRole(directory, role, scope);
      return `${id} ${normalizeScope(scope)}`;
    }),
  );
  return new Set(keys);
}

function keyOf({ properties }: ArmRoleAssignment): string {
  const role = properties.roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
  return `${role} ${normalizeScope(properties.scope)}`;
}

/** What the principal holds in the subscriptions of the configuration; where they cannot be read as a whole, around its scopes. */
async function heldAssignments(
  directory: Directory,
  scopes: readonly ResourceId[],
  objectId: ServicePrincipal["objectId"],
): Promise<ArmRoleAssignment[]> {
  const wide = new Set(scopes.map((scope) => /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? scope));
  const lists = await settleAll(
    [...wide].map(async (scope) => {
      try {
        return await assignmentsAt(directory, scope, objectId);
      } catch (error) {
        if (!(error instanceof SetupError) || error.code !== "permission.denied") throw error;
        const narrow = scopes.filter((one) => one.toLowerCase().startsWith(scope.toLowerCase()));
        return (await settleAll(narrow.map((one) => assignmentsAt(directory, one, objectId)))).flat();
      }
    }),
  );
  return lists.flat();
}

/** Everything that the principal holds and no grant names. */
export async function surveyRoles(
  { directory, visitor }: { readonly directory: Directory; readonly visitor: Visitor },
  resource: ResourceConfiguration,
  { objectId }: ServicePrincipal,
): Promise<void> {
  const scopes = [...new Set(resource.grants.filter(isRoleGrant).map(({ scope }) => scope))];
  const all = await heldAssignments(directory, scopes, objectId);
  const wanted = await wantedKeys(directory, resource);
  const held = new Map(all.map((one) => [one.id.toLowerCase(), one]));
  for (const one of held.values()) {
    if (one.properties.principalId.toLowerCase() !== objectId || wanted.has(keyOf(one))) continue;
    const extra = extraAssignment(directory, one);
    if (extra.ownerOf(one) === "ours") await visitor.retire(extra, one);
    else {
      const message = `the application also holds ${roleNameOf(one)} at ${one.properties.scope}, which the configuration does not name`;
      visitor.notice(extra, { kind: "role.extra", message });
    }
  }
}

async function orNone<Item>(list: Promise<Item[]>): Promise<Item[] | "unreadable"> {
  try {
    return await list;
  } catch (error) {
    if (isRefusal(error, 404) || isRefusal(error, 400)) return [];
    if (error instanceof SetupError && error.code === "permission.denied") return "unreadable";
    throw error;
  }
}

/** Application and delegated permissions that the service principal holds and no grant names. */
export async function surveyPermissions(
  { directory, visitor }: { readonly directory: Directory; readonly visitor: Visitor },
  head: { readonly address: string; readonly wanted: ReadonlySet<string> },
  { objectId }: ServicePrincipal,
): Promise<void> {
  const path = `/v1.0/servicePrincipals/${objectId}/oauth2PermissionGrants`;
  const [roles, delegated] = await Promise.all([
    orNone(appRolesOf(directory, objectId)),
    orNone(directory.graph.list(path, { permission: appRolePermission }) as Promise<{ readonly scope?: string }[]>),
  ]);
  const place = { directory, address: head.address };
  if (roles === "unreadable" || delegated === "unreadable") {
    const message = "its permissions of APIs cannot be read with the rights of this operator";
    visitor.notice(place, { kind: "principal.unreadable", message });
    return;
  }
  const extra = roles.filter(({ id }: SeenAppRole) => !head.wanted.has(id));
  for (const { appRoleId, resourceDisplayName, resourceId } of extra) {
    const message = `holds the app role ${appRoleId} of ${resourceDisplayName ?? resourceId}, which the configuration does not name`;
    visitor.notice(place, { kind: "principal.permission", message });
  }
  for (const { scope } of delegated) {
    const message = `holds delegated permissions (${(scope ?? "").trim()}), which this chain never uses`;
    visitor.notice(place, { kind: "principal.permission", message });
  }
}
