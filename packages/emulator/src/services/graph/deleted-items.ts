import type { Application, DeletedItem, ServicePrincipal } from "../../directory/directory.ts";
import { findServicePrincipal } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import { conflict } from "./application-faults.ts";
import { showApplication } from "./application-shape.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
import { routes } from "./call.ts";
import { refuseForeign } from "./ownership.ts";
import { notFound } from "./refusal.ts";
import { showPrincipal } from "./principal-shape.ts";

const keptDays = 30;

/** What was deleted in the last thirty days; the rest is gone for good. */
function deletedItems(call: GraphCall): DeletedItem[] {
  const since = call.context.world.now() - keptDays * 24 * 3600 * 1000;
  return (call.directory.deletedItems ?? []).filter(({ deletedDateTime }) => Date.parse(deletedDateTime) >= since);
}

function remember(call: GraphCall, item: Omit<DeletedItem, "deletedDateTime">): void {
  const deletedDateTime = new Date(call.context.world.now()).toISOString();
  call.directory.deletedItems = [...deletedItems(call), { ...item, deletedDateTime } as DeletedItem];
}

/** At home, the service principal goes with its application; in other directories it stays behind, without use. */
export function deleteApplication(call: GraphCall, application: Application): GraphAnswer {
  const { directory } = call;
  remember(call, { kind: "application", item: application });
  directory.applications = directory.applications.filter((each) => each !== application);
  const principal = findServicePrincipal(directory, application.appId);
  if (principal) deletePrincipal(call, principal);
  return { status: 204 };
}

export function deletePrincipal(call: GraphCall, principal: ServicePrincipal): GraphAnswer {
  remember(call, { kind: "servicePrincipal", item: principal });
  const { directory } = call;
  directory.servicePrincipals = directory.servicePrincipals.filter((each) => each !== principal);
  return { status: 204 };
}

function show(call: GraphCall, deleted: DeletedItem): Item {
  const { deletedDateTime } = deleted;
  return deleted.kind === "application"
    ? { "@odata.type": "#microsoft.graph.application", ...showApplication(deleted.item), deletedDateTime }
    : { "@odata.type": "#microsoft.graph.servicePrincipal", ...showPrincipal(call, deleted.item), deletedDateTime };
}

function requireDeleted(call: GraphCall): DeletedItem {
  const [key] = call.keys;
  const found = deletedItems(call).find(({ item }) => item.id === key?.value.toLowerCase());
  if (!found) throw notFound(key);
  return found;
}

function forget(call: GraphCall, deleted: DeletedItem): void {
  call.directory.deletedItems = (call.directory.deletedItems ?? []).filter(({ item }) => item !== deleted.item);
}

/** Puts an object back; with an application comes its service principal, which was deleted with it. */
function restore(call: GraphCall): GraphAnswer {
  const deleted = requireDeleted(call);
  const { directory } = call;
  refuseForeign(call, deleted.item);
  if (deleted.kind === "application") {
    const { uniqueName } = deleted.item;
    const isTaken = uniqueName !== null && directory.applications.some((each) => each.uniqueName === uniqueName);
    if (isTaken) throw conflict("uniqueName");
    directory.applications.push(deleted.item);
    const principal = (directory.deletedItems ?? []).find(
      (each) => each.kind === "servicePrincipal" && each.item.appId === deleted.item.appId,
    );
    if (principal?.kind === "servicePrincipal" && !findServicePrincipal(directory, deleted.item.appId)) {
      directory.servicePrincipals.push(principal.item);
      forget(call, principal);
    }
  } else {
    if (findServicePrincipal(directory, deleted.item.appId)) throw conflict("appId");
    directory.servicePrincipals.push(deleted.item);
  }
  forget(call, deleted);
  return { status: 200, body: { ...entity(call, "directoryObjects", show(call, deleted)), deletedDateTime: null } };
}

const list = (kind: DeletedItem["kind"]) => (call: GraphCall) =>
  listOf(
    call,
    kind === "application" ? "applications" : "servicePrincipals",
    deletedItems(call)
      .filter((deleted) => deleted.kind === kind)
      .map((deleted) => {
        const { "@odata.type": _, ...shown } = show(call, deleted);
        return shown;
      }),
  );

const path = "directory/deletedItems";

export const deletedItemRoutes: GraphRoutes = {
  ...routes(["read"], {
    [`GET ${path}/microsoft.graph.application`]: list("application"),
    [`GET ${path}/microsoft.graph.servicePrincipal`]: list("servicePrincipal"),
    [`GET ${path}/{}`]: (call) => ({
      status: 200,
      body: entity(call, "directoryObjects", show(call, requireDeleted(call))),
    }),
  }),
  ...routes(["applications", "ownApplications"], {
    [`POST ${path}/{}/restore`]: restore,
    [`DELETE ${path}/{}`]: (call) => {
      const deleted = requireDeleted(call);
      refuseForeign(call, deleted.item);
      forget(call, deleted);
      return { status: 204 };
    },
  }),
};
