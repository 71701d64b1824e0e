import { entity, listOf } from "./answer.ts";
import { showApplication } from "./application-shape.ts";
import type { GraphAnswer, GraphCall, GraphHandler, GraphRoutes, Item } from "./call.ts";
import { routes } from "./call.ts";
import { showPrincipal } from "./principal-shape.ts";
import { GraphRefusal, notFound } from "./refusal.ts";
import { everyPrincipal } from "./service-principals.ts";

function everyObject(call: GraphCall): Item[] {
  return [
    ...everyPrincipal(call).map((each) => ({
      "@odata.type": "#microsoft.graph.servicePrincipal",
      ...showPrincipal(call, each),
    })),
    ...call.directory.applications.map((each) => ({
      "@odata.type": "#microsoft.graph.application",
      ...showApplication(each),
    })),
  ];
}

/** Looks objects up by id: what the Azure CLI asks to learn a principal's type. */
function getByIds(call: GraphCall): GraphAnswer {
  const { ids, types } = call.body;
  const wanted = Array.isArray(ids) ? ids.map((id) => String(id).toLowerCase()) : [];
  const kinds = Array.isArray(types) ? types.map((type) => `#microsoft.graph.${String(type)}`.toLowerCase()) : [];
  const value = everyObject(call).filter(
    (item) =>
      wanted.includes(String(item["id"])) &&
      (kinds.length === 0 || kinds.includes(String(item["@odata.type"]).toLowerCase())),
  );
  return { status: 200, body: { value } };
}

const none =
  (collection: string): GraphHandler =>
  (call) =>
    listOf(call, collection, []);
const noSuch: GraphHandler = (call) => {
  throw notFound(call.keys[0]);
};

function showDomain(name: string, index: number): Item {
  return {
    id: name,
    authenticationType: "Managed",
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: index === 0,
    isInitial: name.endsWith(".onmicrosoft.com"),
    isRoot: true,
    isVerified: true,
    supportedServices: [],
  };
}

function organizationOf({ directory }: GraphCall): Item {
  const { tenantId, displayName, domains, createdDateTime } = directory;
  const verifiedDomains = domains.map((name) => ({
    capabilities: "",
    isDefault: true,
    isInitial: true,
    name,
    type: "Managed",
  }));
  return { id: tenantId, displayName, createdDateTime, verifiedDomains };
}

/** What a directory has beside applications. It has neither users nor groups. */
export const directoryObjectRoutes: GraphRoutes = {
  ...routes(["read"], {
    "POST directoryObjects/getByIds": getByIds,
    "GET directoryObjects/{}": (call) => {
      const found = everyObject(call).find(({ id }) => id === call.keys[0]?.value.toLowerCase());
      if (!found) throw notFound(call.keys[0]);
      return { status: 200, body: entity(call, "directoryObjects", found) };
    },
    "GET domains": (call) => listOf(call, "domains", call.directory.domains.map(showDomain)),
    "GET domains/{}": (call) => {
      const index = call.directory.domains.indexOf(call.keys[0]?.value.toLowerCase() ?? "");
      if (index < 0) throw notFound(call.keys[0]);
      return { status: 200, body: entity(call, "domains", showDomain(call.directory.domains[index] ?? "", index)) };
    },
    "GET organization": (call) => listOf(call, "organization", [organizationOf(call)]),
    "GET organization/{}": (call) => {
      if (call.keys[0]?.value.toLowerCase() !== call.directory.tenantId) throw notFound(call.keys[0]);
      return { status: 200, body: entity(call, "organization", organizationOf(call)) };
    },
    "GET users": none("users"),
    "GET users/{}": noSuch,
    "GET groups": none("groups"),
    "GET groups/{}": noSuch,
  }),
  ...routes(["read", "ownApplications"], {
    "GET me": () => {
      throw new GraphRefusal(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
    },
  }),
};
