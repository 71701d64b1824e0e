import type { Written } from "../../resources/resource.ts";
import type { ArmCall } from "./answer.ts";

/**
 * When and by whom something is written now. Terraform's `azurerm_role_definition` waits for `updatedOn` after a change;
 * a doctor tells by it how long a role assignment may still be on its way.
 */
export function writtenNow(call: ArmCall, before: Written | undefined): Written {
  const updatedOn = new Date(call.context.world.now()).toISOString();
  const updatedBy = call.caller.principalId;
  return { createdOn: before?.createdOn ?? updatedOn, updatedOn, createdBy: before?.createdBy ?? updatedBy, updatedBy };
}
