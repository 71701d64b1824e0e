// A role that manages resources: Resource Manager tells the caller's own permissions at the scope.
// https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource
import { findBuiltInRole } from "@tegata/core";
import type { RoleGrant } from "../../configuration/configuration.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send } from "./data-call.ts";

interface Permission {
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
}

export async function callResourceManager(options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const { grant, endpoints, tenantId } = options;
  const url = `${endpoints.resourceManager}${grant.scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
  const call = { service: "resourceManager", method: "GET", url } as const;
  const answer = await send(call, options);
  if (!isAnswer(answer)) return answer;
  if (answer.status !== 200) return refused(call, answer, tenantId);
  const { value = [] } = JSON.parse(answer.text) as { readonly value?: readonly Permission[] };
  const wanted = findBuiltInRole(grant.role)?.permissions.actions ?? [];
  const held = value.flatMap(({ actions = [], dataActions = [] }) => [...actions, ...dataActions]);
  if (held.length > 0 && wanted.every((action) => held.includes(action)))
    return { outcome: "proven", what: "Resource Manager tells these permissions as the workload's own" };
  const saw = held.length === 0 ? "no permission" : "others";
  return {
    outcome: "refused",
    what: `the workload's permissions at ${grant.scope}`,
    reading: { check: "role.assigned", says: `Resource Manager tells ${saw} of this service principal at the scope` },
  };
}
