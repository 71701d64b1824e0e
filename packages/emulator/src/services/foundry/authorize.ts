import { findBuiltInRole, roleAdvice } from "@tegata/core";
import type { Context } from "../../context.ts";
import { assignmentsReaching, findAllowing, roleIdOf } from "../../resources/access.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Caller } from "../../tokens/verify.ts";
import { permissionDenied } from "./refusal.ts";
import type { FoundryRoute } from "./routes.ts";

/** What the emulator can tell of the roles that are there: that they are the wrong ones. */
function adviceFor(context: Context, principalId: string, scope: string): string {
  const held = assignmentsReaching(context.store.state.arm, principalId, scope);
  const roles = held.map(
    ({ roleDefinitionId }) => findBuiltInRole(roleIdOf(roleDefinitionId))?.name ?? "a custom role",
  );
  const advice = roles.map((role) => roleAdvice(role, scope)).find(Boolean);
  if (advice !== undefined) return advice;
  return roles.length === 0 ? "no role reaches this project" : `it has ${roles.join(", ")}, which does not allow that`;
}

/**
 * A role by its data actions, at the agent, the project, the account or above.
 *
 * @see https://learn.microsoft.com/azure/foundry/concepts/rbac-foundry
 */
export function authorizeFoundry(
  context: Context,
  { principalId }: Caller,
  { route, project }: { readonly route: FoundryRoute; readonly project: Resource },
): void {
  const { dataAction, operation, agentName } = route;
  const scope = agentName === undefined ? project.id : `${project.id}/agents/${agentName}`;
  const found = findAllowing(context.store.state.arm, {
    principalId,
    scope,
    kind: "dataAction",
    operation: dataAction,
  });
  if (!found) {
    throw permissionDenied({ principalId, dataAction, operation, advice: adviceFor(context, principalId, scope) });
  }
  context.journal.add({
    kind: "access",
    service: "foundry",
    principalId,
    operation,
    scope,
    role: roleIdOf(found.roleDefinitionId),
    assignedAt: found.scope,
  });
}
