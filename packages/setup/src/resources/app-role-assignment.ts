// Application permissions: app roles of an API, given to the application's service principal. Giving one in a directory
// is that directory's consent; the application itself asks for nothing.
import type { Cloud, PrincipalId } from "@tegata/core";
import { isGuid, parsePrincipalId } from "@tegata/core";
import type { AppRoleGrant } from "../configuration/configuration.ts";
import type { Directory } from "../directory/directory.ts";
import { suggestion } from "../configuration/suggest.ts";
import { isRefusal, ServiceError, SetupError } from "../errors.ts";
import { knownAfterApply } from "../plan/change.ts";
import type { Resource } from "./resource.ts";
import { propagationLimitMs, removeAt } from "./resource.ts";

/** @see https://learn.microsoft.com/graph/api/resources/approleassignment */
export interface SeenAppRole {
  readonly id: string;
  readonly appRoleId: string;
  readonly resourceId: string;
  readonly resourceDisplayName?: string | null;
}

interface ApiPrincipal {
  readonly id: PrincipalId;
  readonly displayName: string;
  readonly roleId: string;
}

interface GraphApi {
  readonly id: string;
  readonly displayName: string;
  readonly appRoles?: readonly {
    readonly id: string;
    readonly value?: string | null;
    readonly isEnabled?: boolean;
    readonly allowedMemberTypes?: readonly string[];
  }[];
}

export interface AppRoleWanted {
  readonly grant: AppRoleGrant;
  readonly cloud: Cloud;
  readonly principalId: PrincipalId | undefined;
}

export const appRolePermission =
  "Privileged Role Administrator; for APIs other than Microsoft's Cloud Application Administrator will do (app-only: AppRoleAssignment.ReadWrite.All)";

/** The path that finds an API's service principal: by client id, by Microsoft's own URL, else by its identifier URI. */
export function apiPath(api: string, cloud: Cloud): string {
  const name = api.replace(/\/+$/, "");
  const known = Object.values(cloud.apis).find(({ uris }) => uris.includes(name));
  const appId = isGuid(api) ? api.toLowerCase() : known?.appId;
  const select = "$select=id,appId,displayName,appRoles";
  if (appId !== undefined) return `/v1.0/servicePrincipals(appId='${appId}')?${select}`;
  const filter = encodeURIComponent(`servicePrincipalNames/any(n:n eq '${name.replaceAll("'", "''")}')`);
  return `/v1.0/servicePrincipals?$filter=${filter}&${select}`;
}

async function findApi(directory: Directory, { grant, cloud }: AppRoleWanted): Promise<ApiPrincipal> {
  const path = apiPath(grant.api, cloud);
  const found = path.includes("$filter")
    ? (await directory.graph.list(path, { permission: appRolePermission }))[0]
    : await directory.graph.find(path, { permission: appRolePermission });
  if (found === undefined) {
    throw new SetupError("api.not-found", `directory ${directory.tenantId} does not know the API ${grant.api}`, {
      fix: "Correct the API's URL or client id, or have its service principal made in this directory.",
    });
  }
  const { id, displayName, appRoles = [] } = found as GraphApi;
  const role = appRoles.find(
    (one) =>
      (one.value === grant.appRole || one.id.toLowerCase() === grant.appRole.toLowerCase()) &&
      one.allowedMemberTypes?.includes("Application") !== false &&
      one.isEnabled !== false,
  );
  const values = appRoles.flatMap(({ value }) => (value ? [value] : []));
  if (role) return { id: parsePrincipalId(id), displayName, roleId: role.id };
  throw new SetupError(
    "app-role.not-found",
    `${displayName} has no app role ${grant.appRole} for applications${suggestion(grant.appRole, values)}`,
    {
      fix: "Correct appRole: its value or its id, as the API's documentation has it; a delegated permission will not do.",
    },
  );
}

export async function appRolesOf(directory: Directory, principalId: PrincipalId): Promise<SeenAppRole[]> {
  const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
  return (await directory.graph.list(path, { permission: appRolePermission })) as SeenAppRole[];
}

/** One app role of one API. It can carry no mark: it goes with the service principal. */
export function appRoleAssignment(
  directory: Directory,
  wanted: AppRoleWanted & { readonly principalIsOurs: boolean },
): Resource<SeenAppRole> {
  const { grant, principalId } = wanted;
  const collection = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
  let found: Promise<ApiPrincipal> | undefined;
  const api = (): Promise<ApiPrincipal> => (found ??= findApi(directory, wanted));
  return {
    directory,
    kind: "appRoleAssignment",
    address: `app role ${grant.appRole} of ${grant.api}`,
    isNamed: true,
    because: "gives the application this permission of the API, in this directory",
    permission: appRolePermission,
    fields: [{ field: "principalId", to: principalId ?? knownAfterApply }],
    observe: async () => {
      const { id, roleId } = await api();
      if (principalId === undefined) return undefined;
      const held = await appRolesOf(directory, principalId);
      return held.find(({ resourceId, appRoleId }) => resourceId.toLowerCase() === id && appRoleId === roleId);
    },
    differences: () => [],
    create: async () => {
      const { id, roleId } = await api();
      const body = { principalId, resourceId: id, appRoleId: roleId };
      return (await directory.graph.send("POST", collection, { body, permission: appRolePermission }))
        .body as SeenAppRole;
    },
    update: async (seen) => seen,
    ownerOf: () => (wanted.principalIsOurs ? "ours" : "theirs"),
    remove: (seen) => removeAt(directory.graph, `${collection}/${seen.id}`, appRolePermission),
    waitFor: (error) =>
      isRefusal(error, 404)
        ? {
            reason: "the service principal has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.servicePrincipal,
          }
        : undefined,
    // "Permission being assigned already exists on the object": https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
    isAlreadyThere: (error) =>
      error instanceof ServiceError && (error.status === 409 || /already exists/i.test(error.message)),
  };
}
