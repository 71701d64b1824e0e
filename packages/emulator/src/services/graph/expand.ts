import type { Application, ServicePrincipal } from "../../directory/directory.ts";
import { showApplication } from "./application-shape.ts";
import type { GraphCall, Item } from "./call.ts";
import { badRequest } from "./refusal.ts";
import { showPrincipal } from "./principal-shape.ts";

/** The owners of an object as Graph shows them. */
export function ownersOf(call: GraphCall, { owners = [] }: Application | ServicePrincipal): Item[] {
  return call.directory.servicePrincipals
    .filter(({ id }) => owners.includes(id))
    .map((owner) => ({ "@odata.type": "#microsoft.graph.servicePrincipal", ...showPrincipal(call, owner) }));
}

/** The relations that `$expand` names, nested options aside. */
function expanded(call: GraphCall, known: Readonly<Record<string, () => unknown>>): Item {
  const names = (call.query.get("$expand") ?? "")
    .replace(/\([^)]*\)/g, "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = names.find((name) => known[name] === undefined);
  if (unknown !== undefined) throw badRequest(`Could not find a property named '${unknown}' to expand.`);
  return Object.fromEntries(names.map((name) => [name, known[name]?.()]));
}

export function expandApplication(call: GraphCall, application: Application): Item {
  return expanded(call, {
    owners: () => ownersOf(call, application),
    federatedIdentityCredentials: () =>
      application.federatedIdentityCredentials.map(({ id, name, issuer, subject, description, audiences }) => ({
        id,
        name,
        issuer,
        subject,
        description,
        audiences,
      })),
  });
}

export function expandPrincipal(call: GraphCall, principal: ServicePrincipal): Item {
  return expanded(call, {
    owners: () => ownersOf(call, principal),
    appRoleAssignments: () => principal.appRoleAssignments ?? [],
    memberOf: () => [],
    ownedObjects: () =>
      call.directory.applications
        .filter(({ owners }) => owners?.includes(principal.id) === true)
        .map((application) => showApplication(application)),
  });
}
