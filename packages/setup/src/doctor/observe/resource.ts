// What the administrator of a resource directory sees. Reads only.
import type { ClientId, Cloud, TenantId } from "@tegata/core";
import { parsePrincipalId } from "@tegata/core";
import type { AppRoleGrant, ResourceConfiguration, RoleGrant } from "../../configuration/configuration.ts";
import { isRoleGrant } from "../../configuration/configuration.ts";
import type { Directory } from "../../directory/directory.ts";
import { SetupError } from "../../errors.ts";
import { apiPath } from "../../resources/app-role-assignment.ts";
import { findRole } from "../../resources/role-definition.ts";
import { exchangeScopeOf } from "../../verify/scopes.ts";
import { networkResourceOf } from "../../verify/targets.ts";
import type { Seen } from "../seen.ts";
import { look, valueOf } from "../seen.ts";
import { detail, seeAssignments } from "./assignments.ts";
import type { AppRoleSight, ResourceSight, RoleSight, SeenApi, SeenPrincipal, SeenScope } from "../sights.ts";

const right = "Directory Readers (app-only: Application.Read.All)";

export interface ResourcePlace {
  readonly directory: Directory;
  readonly resource: ResourceConfiguration;
  readonly cloud: Cloud;
  readonly applicationId: ClientId | undefined;
}

type Json = Readonly<Record<string, unknown>>;

function seePrincipal({ directory, applicationId }: ResourcePlace): Promise<Seen<SeenPrincipal>> {
  if (applicationId === undefined) {
    return Promise.resolve({ kind: "unseen", why: "the application's client id is not known here" });
  }
  return look(async () => {
    const path = `/v1.0/servicePrincipals(appId='${applicationId}')`;
    const found = (await directory.graph.find(path, { permission: right })) as Json | undefined;
    return found && { objectId: parsePrincipalId(String(found["id"])), isEnabled: found["accountEnabled"] !== false };
  });
}

function seeApi({ directory, cloud }: ResourcePlace, scope: string): Promise<Seen<SeenApi>> {
  const path = apiPath(scope.replace(/\/\.default$/, ""), cloud).replace(/([?&])\$select=.*$/, "$1");
  return look(async () => {
    const found = (
      path.includes("$filter")
        ? (await directory.graph.list(path.replace(/&$/, ""), { permission: right }))[0]
        : await directory.graph.find(path.replace(/\?$/, ""), { permission: right })
    ) as Json | undefined;
    return (
      found && {
        objectId: String(found["id"]),
        displayName: String(found["displayName"]),
        isEnabled: found["accountEnabled"] !== false,
        demandsAssignment: found["appRoleAssignmentRequired"] === true,
      }
    );
  });
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments-rest */
function seeDenials(
  directory: Directory,
  scope: string,
  principalId: string | undefined,
): Promise<RoleSight["denials"]> {
  if (principalId === undefined) return Promise.resolve({ kind: "absent" });
  return look(async () => {
    const filter = encodeURIComponent(`assignedTo('${principalId}')`);
    const path = `${scope}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=${filter}`;
    const all = (await directory.resourceManager.list(path, { permission: `Reader at ${scope}` })) as Json[];
    return all.map((one) => {
      const properties = one["properties"] as Json | undefined;
      return { id: String(one["id"]), name: String(properties?.["denyAssignmentName"] ?? one["name"]) };
    });
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether the project that a scope lies on or in is there; the account may be, and it not. */
async function isProjectGone(directory: Directory, scope: string): Promise<boolean> {
  const id = /^.*\/Microsoft\.CognitiveServices\/accounts\/[^/]+\/projects\/[^/]+/i.exec(scope)?.[0];
  if (id === undefined) return false;
  const path = `${id}?api-version=2025-06-01`;
  return (await look(() => directory.resourceManager.find(path, { permission: `Reader at ${id}` }))).kind === "absent";
}

/** The account behind a scope; a scope above accounts has neither network nor address. */
async function seeScope(directory: Directory, scope: string): Promise<Seen<SeenScope>> {
  const target = networkResourceOf(scope);
  const seen = await look(async () => {
    const path = `${target.id}?api-version=${target.apiVersion}`;
    const body = (await directory.resourceManager.find(path, { permission: `Reader at ${target.id}` })) as
      | Json
      | undefined;
    if (body === undefined || (await isProjectGone(directory, scope))) return undefined;
    const properties = (body["properties"] ?? {}) as Json;
    const rules = (properties["networkAcls"] ?? {}) as Json;
    const endpoints = (properties["primaryEndpoints"] ?? {}) as Json;
    const foundry = (properties["endpoints"] ?? {}) as Json;
    return {
      publicNetworkAccess: textOf(properties["publicNetworkAccess"]),
      defaultAction: textOf(rules["defaultAction"]),
      endpoint: textOf(endpoints["blob"]) ?? textOf(foundry["AI Foundry API"]),
    };
  });
  return seen.kind === "unseen" && seen.code === "resource-group.not-found" ? { kind: "absent" } : seen;
}

async function seeRole(
  { directory }: ResourcePlace,
  grant: RoleGrant,
  principalId: string | undefined,
): Promise<RoleSight> {
  const role = await look(() => findRole(directory, grant.role, grant.scope));
  const [scope, assignments, denials] = await Promise.all([
    seeScope(directory, grant.scope),
    seeAssignments(directory, grant.scope, principalId),
    seeDenials(directory, grant.scope, principalId),
  ]);
  const known = valueOf(role);
  const detailed = await detail(directory, { role: known?.id, scope: grant.scope, principalId }, assignments);
  // Empty: there is no such role. Unknown, when nobody could look.
  const roleId = known?.id ?? (role.kind === "unseen" && role.code !== "role.not-found" ? "unknown" : "");
  return {
    grant,
    roleId,
    roleName: known?.name ?? grant.role,
    ...(detailed.permissions === undefined ? {} : { permissions: detailed.permissions }),
    scope,
    assignments:
      known === undefined ? { kind: "unseen", why: `the role ${grant.role} was not found` } : detailed.assignments,
    denials,
  };
}

interface ApiBody {
  readonly id: string;
  readonly appRoles?: readonly { readonly id: string; readonly value?: string | null }[];
}

async function seeAppRole(
  { directory, cloud }: ResourcePlace,
  grant: AppRoleGrant,
  principalId: string | undefined,
): Promise<AppRoleSight> {
  const path = apiPath(grant.api, cloud);
  const api = await look(async () => {
    const body = (
      path.includes("$filter")
        ? (await directory.graph.list(path, { permission: right }))[0]
        : await directory.graph.find(path, { permission: right })
    ) as ApiBody | undefined;
    if (body === undefined) return undefined;
    const wanted = grant.appRole.toLowerCase();
    const role = (body.appRoles ?? []).find(({ id, value }) => value === grant.appRole || id.toLowerCase() === wanted);
    if (role === undefined) {
      const fix = "Correct appRole in the configuration.";
      throw new SetupError("app-role.not-found", `${grant.api} has no app role ${grant.appRole}`, { fix });
    }
    return { apiObjectId: body.id, roleId: role.id };
  });
  const found = valueOf(api);
  if (found === undefined) return { grant, api, isHeld: { kind: "absent" }, heldByOthers: [] };
  const held = await look(async () => {
    const all = (await directory.graph.list(`/v1.0/servicePrincipals/${found.apiObjectId}/appRoleAssignedTo`, {
      permission: right,
    })) as { readonly appRoleId: string; readonly principalId: string }[];
    return all.filter(({ appRoleId }) => appRoleId === found.roleId).map((one) => one.principalId.toLowerCase());
  });
  const holders = valueOf(held) ?? [];
  const isHeld: Seen<boolean> =
    held.kind === "seen" ? { kind: "seen", value: principalId !== undefined && holders.includes(principalId) } : held;
  return { grant, api, isHeld, heldByOthers: holders.filter((id) => id !== principalId) };
}

export async function observeResource(place: ResourcePlace): Promise<ResourceSight> {
  const { resource, cloud } = place;
  const principal = await seePrincipal(place);
  const principalId = valueOf(principal)?.objectId;
  const scopes = [...new Set(resource.grants.map((grant) => exchangeScopeOf(grant, cloud)))];
  const [apis, roles, appRoles] = await Promise.all([
    Promise.all(scopes.map(async (scope) => [scope, await seeApi(place, scope)] as const)),
    Promise.all(resource.grants.filter(isRoleGrant).map((grant) => seeRole(place, grant, principalId))),
    Promise.all(
      resource.grants.flatMap((grant) => (isRoleGrant(grant) ? [] : [seeAppRole(place, grant, principalId)])),
    ),
  ]);
  const tenantId: TenantId = resource.tenantId;
  return { tenantId, principal, apis: new Map(apis), roles, appRoles };
}
