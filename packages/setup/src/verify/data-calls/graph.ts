// An app role: the token names it, and where a harmless read goes with it, that is made.
import type { AppRoleGrant } from "../../configuration/configuration.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send } from "./data-call.ts";

/** What a role lets one read. @see https://learn.microsoft.com/graph/permissions-reference */
const reads: Readonly<Record<string, string>> = {
  User: "/v1.0/users?$top=1&$select=id",
  Group: "/v1.0/groups?$top=1&$select=id",
  Application: "/v1.0/applications?$top=1&$select=id",
  Directory: "/v1.0/organization?$select=id",
  Organization: "/v1.0/organization?$select=id",
  Device: "/v1.0/devices?$top=1&$select=id",
  Policy: "/v1.0/policies/appManagementPolicies",
  AuditLog: "/v1.0/auditLogs/directoryAudits?$top=1&$select=id",
  RoleManagement: "/v1.0/roleManagement/directory/roleAssignments?$top=1&$select=id",
  Sites: "/v1.0/sites?search=*&$top=1&$select=id",
};

function rolesOf(claims: Readonly<Record<string, unknown>>): string[] {
  const roles = claims["roles"];
  return Array.isArray(roles) ? roles.filter((role): role is string => typeof role === "string") : [];
}

function isGraph({ grant, cloud }: DataCallOptions<AppRoleGrant>): boolean {
  const { appId, uris } = cloud.apis.graph;
  return [appId, ...uris].includes(grant.api.replace(/\/+$/, "").toLowerCase());
}

/** Any read that goes with the role: what has Read in its name, and what may write may read. */
function readPathOf(appRole: string): string | undefined {
  const [subject = "", verb = ""] = appRole.split(".");
  return /Read/.test(verb) ? reads[subject] : undefined;
}

export async function callAppRole(options: DataCallOptions<AppRoleGrant>): Promise<DataOutcome> {
  const { grant, claims, endpoints, tenantId } = options;
  const held = rolesOf(claims);
  const isNamed = !/^[0-9a-f-]{36}$/i.test(grant.appRole);
  if (isNamed && !held.includes(grant.appRole)) {
    const saw = held.length === 0 ? "no app role" : held.join(", ");
    return {
      outcome: "refused",
      what: `the token for ${grant.api}`,
      reading: { check: "app-role.assigned", says: `the token carries ${saw}` },
      message: `wanted ${grant.appRole} in the claim roles`,
    };
  }
  const path = isGraph(options) ? readPathOf(grant.appRole) : undefined;
  const named = isNamed ? `the token carries ${grant.appRole}` : "the token was given";
  if (path === undefined) return { outcome: "proven", what: `${named}; no read of that API is known to try it with` };
  const call = { service: "graph", method: "GET", url: `${endpoints.graph}${path}` } as const;
  const answer = await send(call, options);
  if (!isAnswer(answer)) return answer;
  const read = path.replace(/\?.*/, "");
  if (answer.status === 200) return { outcome: "proven", what: `${named}, and ${read} was read` };
  if (answer.status === 400 || answer.status === 404)
    return { outcome: "proven", what: `${named}; ${read} answered ${answer.status}, so no read was made` };
  // The token carries the role: that this one read is refused says nothing of it, as the service may want more for it.
  if (answer.status === 403 && isNamed)
    return { outcome: "not proven", what: `${named}, but ${read} answered 403, so no read proves it` };
  return refused(call, answer, tenantId);
}
