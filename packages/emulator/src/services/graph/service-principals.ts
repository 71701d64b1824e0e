import { clientPhrases, parsePrincipalId } from "@tegata/core";
import type { Application, Directory, ServicePrincipal } from "../../directory/directory.ts";
import { findApplication, findServicePrincipal } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
import { routes } from "./call.ts";
import { deletePrincipal } from "./deleted-items.ts";
import { expandPrincipal } from "./expand.ts";
import { refuseLocked } from "./instance-lock.ts";
import { microsoftApi, microsoftPrincipals } from "./microsoft-apis.ts";
import { isOwn, ownersOfNew, refuseForeign, refuseUnreadable } from "./ownership.ts";
import { carried, showPrincipal } from "./principal-shape.ts";
import { valueFaults } from "./property-values.ts";
import { badRequest, GraphRefusal, notFound } from "./refusal.ts";
import { withoutUnchanged } from "./unchanged.ts";

/** The stored service principals, and those of Microsoft's own APIs where somebody asks for one. */
export function everyPrincipal(call: GraphCall): ServicePrincipal[] {
  const { directory, context } = call;
  return [...directory.servicePrincipals, ...microsoftPrincipals(context.cloud, directory)];
}

export function principalOf(call: GraphCall): ServicePrincipal | undefined {
  const [key] = call.keys;
  const wanted = key?.value.toLowerCase() ?? "";
  return everyPrincipal(call).find(({ id, appId }) => (key?.property === "appId" ? appId : id) === wanted);
}

export function requirePrincipal(call: GraphCall): ServicePrincipal {
  const principal = principalOf(call);
  if (!principal) throw notFound(call.keys[0]);
  return principal;
}

export function requireOwnPrincipal(call: GraphCall): ServicePrincipal {
  const principal = requirePrincipal(call);
  refuseForeign(call, principal);
  return principal;
}

/** Those that may be written beside the ones that are only carried. */
const ownProperties = ["appId", "accountEnabled", "alternativeNames", "displayName"];

const standards = { ...carried, accountEnabled: true, alternativeNames: [], displayName: null };

/** An object's own id may come back with its changes; another id is no property that can be written. */
function refuseUnknownProperties(body: Item, ownId?: string): void {
  const isOwnId = ownId !== undefined && String(body["id"]).toLowerCase() === ownId;
  const known = new Set([...ownProperties, ...(isOwnId ? ["id"] : []), ...Object.keys(carried)]);
  const unknown = Object.keys(body).filter((name) => !known.has(name) && !name.includes("@odata"));
  const faults = [
    ...unknown.map((name) => `Invalid property '${name}'.`),
    ...valueFaults(body, { resource: "ServicePrincipal", standards }),
  ];
  if (faults.length > 0) throw badRequest(faults.join(" "));
}

function write(principal: ServicePrincipal, body: Item): void {
  if (typeof body["accountEnabled"] === "boolean") principal.accountEnabled = body["accountEnabled"];
  for (const name of ["alternativeNames", ...Object.keys(carried)])
    if (body[name] !== undefined) principal.other[name] = body[name];
}

/** With rights over its own applications only, a caller makes service principals of those only. The text is Entra's. */
function refuseForeignApplication(call: GraphCall, owner: Directory, application: Application): void {
  if (call.powers.has("applications")) return;
  if (owner === call.directory && isOwn(call, application)) return;
  throw new GraphRefusal(
    403,
    "Authorization_RequestDenied",
    `When using this permission, the backing application of the service principal being created ${clientPhrases.localTenant.text}`,
  );
}

interface Backing {
  readonly appId: string;
  readonly ownerId: string;
  readonly displayName: string;
}

/** What a service principal may be made of: an application that may be used here, or one of Microsoft's APIs. */
function backingOf(call: GraphCall, appId: string): Backing | undefined {
  const known = microsoftApi(call.context.cloud, appId.toLowerCase());
  const template = microsoftPrincipals(call.context.cloud, call.directory).find((each) => each.appId === known?.appId);
  if (template) {
    const { displayName, appOwnerOrganizationId } = template;
    return { appId: template.appId, displayName, ownerId: appOwnerOrganizationId ?? "" };
  }
  const found = findApplication(call.context.store.state.directories, appId);
  if (!found) return undefined;
  const { application, owner } = found;
  const isForeign = owner.tenantId !== call.directory.tenantId;
  if (isForeign && application.signInAudience === "AzureADMyOrg") return undefined;
  refuseForeignApplication(call, isForeign ? owner : call.directory, application);
  return { appId: application.appId, displayName: application.displayName, ownerId: owner.tenantId };
}

/**
 * Makes the service principal of an application: of this directory, or of another one if it is multi-tenant. A managed
 * identity has a client id but no application, so none can be made from it.
 */
function create(call: GraphCall, appId: string): GraphAnswer {
  refuseUnknownProperties(call.body);
  const backing = backingOf(call, appId);
  if (!backing) {
    throw badRequest(`The appId '${appId}' of the service principal ${clientPhrases.noApplication.text}.`, {
      code: "NoBackingApplicationObject",
    });
  }
  const known = microsoftPrincipals(call.context.cloud, call.directory).find((each) => each.appId === backing.appId);
  const principal: ServicePrincipal = {
    id: known?.id ?? parsePrincipalId(call.context.world.uuid()),
    appId: backing.appId,
    servicePrincipalType: "Application",
    appOwnerOrganizationId: backing.ownerId,
    alternativeNames: [],
    displayName: backing.displayName,
    accountEnabled: true,
    createdDateTime: new Date(call.context.world.now()).toISOString(),
    owners: ownersOfNew(call),
    other: {},
  };
  write(principal, call.body);
  call.directory.servicePrincipals.push(principal);
  return { status: 201, body: entity(call, "servicePrincipals", showPrincipal(call, principal)) };
}

function post(call: GraphCall): GraphAnswer {
  const { appId } = call.body;
  if (typeof appId !== "string")
    throw badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
  if (findServicePrincipal(call.directory, appId)) {
    const message = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`;
    throw new GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", message, [
      { code: "ObjectConflict", message, target: "servicePrincipalNames" },
    ]);
  }
  return create(call, appId);
}

/** The stored one, to be changed; Microsoft's are stored once somebody changes them. */
function patch(call: GraphCall): GraphAnswer {
  const principal = principalOf(call);
  const [key] = call.keys;
  if (!principal) {
    if (!call.createIfMissing || key?.property !== "appId") throw notFound(key);
    return create(call, key.value);
  }
  refuseForeign(call, principal);
  const body = withoutUnchanged(call.body, showPrincipal(call, principal));
  refuseUnknownProperties(body, principal.id);
  if ("appId" in body) throw badRequest("Property 'appId' is read-only and cannot be updated.");
  refuseLocked(call, principal, Object.keys(body));
  write(principal, body);
  if (!call.directory.servicePrincipals.includes(principal)) call.directory.servicePrincipals.push(principal);
  return { status: 204 };
}

function remove(call: GraphCall): GraphAnswer {
  const principal = requireOwnPrincipal(call);
  if (principal.servicePrincipalType === "ManagedIdentity") {
    throw badRequest("A managed identity's service principal goes with its identity; delete that in Resource Manager.");
  }
  return deletePrincipal(call, principal);
}

function list(call: GraphCall): GraphAnswer {
  const isNarrowed = call.query.has("$filter") || call.query.has("$search");
  const principals = isNarrowed ? everyPrincipal(call) : call.directory.servicePrincipals;
  const items = principals.map((each) => ({ ...showPrincipal(call, each), ...expandPrincipal(call, each) }));
  return listOf(call, "servicePrincipals", items);
}

function get(call: GraphCall): GraphAnswer {
  const principal = requirePrincipal(call);
  refuseUnreadable(call, principal);
  const item = { ...showPrincipal(call, principal), ...expandPrincipal(call, principal) };
  return { status: 200, body: entity(call, "servicePrincipals", item) };
}

export const servicePrincipalRoutes: GraphRoutes = {
  ...routes(["read"], { "GET servicePrincipals": list }),
  ...routes(["read", "ownApplications"], { "GET servicePrincipals/{}": get }),
  ...routes(["applications", "ownApplications"], {
    "POST servicePrincipals": post,
    "PATCH servicePrincipals/{}": patch,
    "DELETE servicePrincipals/{}": remove,
  }),
};
