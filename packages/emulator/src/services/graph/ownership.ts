import type { Application, ServicePrincipal } from "../../directory/directory.ts";
import type { GraphCall } from "./call.ts";
import { denied } from "./refusal.ts";

/** Whether the caller may change everything, or owns this one. */
function mayWrite(call: GraphCall, owned: Application | ServicePrincipal): boolean {
  if (call.powers.has("applications")) return true;
  return call.powers.has("ownApplications") && isOwn(call, owned);
}

export function isOwn(call: GraphCall, owned: Application | ServicePrincipal): boolean {
  return owned.owners?.includes(call.caller.principalId) === true;
}

/** Throws `Authorization_RequestDenied` unless the caller may change the object. */
export function refuseForeign(call: GraphCall, owned: Application | ServicePrincipal): void {
  if (!mayWrite(call, owned)) throw denied();
}

/** Reading needs `read`, or to own what is read, or to be it. */
export function refuseUnreadable(call: GraphCall, object: Application | ServicePrincipal): void {
  const isSelf = object.id === call.caller.principalId || object.appId === call.caller.clientId;
  if (!call.powers.has("read") && !isOwn(call, object) && !isSelf) throw denied();
}

/** What a caller makes without the right to change everything, it owns. */
export function ownersOfNew(call: GraphCall): string[] {
  return call.powers.has("applications") ? [] : [call.caller.principalId];
}
