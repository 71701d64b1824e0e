import type { Application, ServicePrincipal } from "../../directory/directory.ts";
import type { GraphCall } from "./call.ts";
import { referencedId } from "./call.ts";
import { denied, notFound } from "./refusal.ts";

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

/** The owners that `owners@odata.bind` names, as Terraform does for every object that it makes. */
function boundOwners({ body, directory }: GraphCall): string[] {
  const links = body["owners@odata.bind"];
  if (!Array.isArray(links)) return [];
  return (links as readonly unknown[]).map((link) => {
    const id = referencedId({ "@odata.id": link });
    if (directory.servicePrincipals.some((each) => each.id === id)) return id;
    throw notFound({ property: "id", value: id });
  });
}

/** Who owns what is made: who is named, and whoever makes it without the right to change everything. */
export function ownersOfNew(call: GraphCall): string[] {
  const own = call.powers.has("applications") ? [] : [call.caller.principalId];
  return [...new Set([...own, ...boundOwners(call)])];
}
