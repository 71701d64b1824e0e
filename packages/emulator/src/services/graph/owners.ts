import type { Application, ServicePrincipal } from "../../directory/directory.ts";
import { listOf } from "./answer.ts";
import { requireApplication, requireOwnApplication } from "./applications.ts";
import { showApplication } from "./application-shape.ts";
import type { GraphCall, GraphRoutes } from "./call.ts";
import { referencedId, routes } from "./call.ts";
import { ownersOf } from "./expand.ts";
import { refuseUnreadable } from "./ownership.ts";
import { showPrincipal } from "./principal-shape.ts";
import { badRequest, notFound } from "./refusal.ts";
import { requireOwnPrincipal, requirePrincipal } from "./service-principals.ts";

function add(call: GraphCall, object: Application | ServicePrincipal): { readonly status: 204 } {
  const id = referencedId(call.body);
  if (!call.directory.servicePrincipals.some((each) => each.id === id)) throw notFound({ property: "id", value: id });
  const owners = (object.owners ??= []);
  if (owners.includes(id)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  owners.push(id);
  return { status: 204 };
}

function remove(call: GraphCall, object: Application | ServicePrincipal): { readonly status: 204 } {
  const [, key] = call.keys;
  const id = key?.value.toLowerCase() ?? "";
  if (object.owners?.includes(id) !== true) throw notFound(key);
  object.owners = object.owners.filter((each) => each !== id);
  return { status: 204 };
}

function list(call: GraphCall, object: Application | ServicePrincipal) {
  refuseUnreadable(call, object);
  return listOf(call, "directoryObjects", ownersOf(call, object));
}

/** Everything that a principal owns: how a caller with rights over its own applications finds them. */
function ownedObjects(call: GraphCall) {
  const principal = requirePrincipal(call);
  refuseUnreadable(call, principal);
  const isOwned = ({ owners }: Application | ServicePrincipal): boolean => owners?.includes(principal.id) === true;
  const applications = call.directory.applications
    .filter(isOwned)
    .map((each) => ({ "@odata.type": "#microsoft.graph.application", ...showApplication(each) }));
  const principals = call.directory.servicePrincipals
    .filter(isOwned)
    .map((each) => ({ "@odata.type": "#microsoft.graph.servicePrincipal", ...showPrincipal(call, each) }));
  return listOf(call, "directoryObjects", [...applications, ...principals]);
}

export const ownerRoutes: GraphRoutes = {
  ...routes(["read", "ownApplications"], {
    "GET applications/{}/owners": (call) => list(call, requireApplication(call)),
    "GET servicePrincipals/{}/owners": (call) => list(call, requirePrincipal(call)),
    "GET servicePrincipals/{}/ownedObjects": ownedObjects,
  }),
  ...routes(["applications", "ownApplications"], {
    "POST applications/{}/owners/$ref": (call) => add(call, requireOwnApplication(call)),
    "DELETE applications/{}/owners/{}/$ref": (call) => remove(call, requireOwnApplication(call)),
    "POST servicePrincipals/{}/owners/$ref": (call) => add(call, requireOwnPrincipal(call)),
    "DELETE servicePrincipals/{}/owners/{}/$ref": (call) => remove(call, requireOwnPrincipal(call)),
  }),
};
