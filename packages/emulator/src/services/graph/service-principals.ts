import { parsePrincipalId } from "@tegata/core";
import type { ServicePrincipal } from "../../directory/directory.ts";
import { findApplication, findServicePrincipal } from "../../directory/directory.ts";
import type { GraphAnswer, GraphCall, GraphHandler } from "./answer.ts";
import { badRequest, entity, GraphRefusal, listOf, notFound } from "./answer.ts";
import { filterItems } from "./filter.ts";

/** Properties that may be written and are only read back, with their defaults. */
const carried: Readonly<Record<string, unknown>> = {
  appRoleAssignmentRequired: false,
  description: null,
  loginUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  preferredSingleSignOnMode: null,
  replyUrls: [],
  tags: [],
};

function show(call: GraphCall, principal: ServicePrincipal): Record<string, unknown> {
  const application = findApplication(call.context.store.state.directories, principal.appId)?.application;
  const { id, appId, displayName, accountEnabled, servicePrincipalType, appOwnerOrganizationId, alternativeNames } =
    principal;
  return {
    ...carried,
    ...principal.other,
    id,
    deletedDateTime: null,
    accountEnabled,
    alternativeNames,
    appDisplayName: displayName,
    appId,
    appOwnerOrganizationId,
    appRoles: application?.other["appRoles"] ?? [],
    displayName,
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
    servicePrincipalNames: [appId, ...(application?.identifierUris ?? [])],
    servicePrincipalType,
    signInAudience: application?.signInAudience ?? null,
  };
}

function principalOf(call: GraphCall): ServicePrincipal | undefined {
  const key = call.keys[0];
  const wanted = key?.value.toLowerCase() ?? "";
  if (key?.property === "appId") return findServicePrincipal(call.directory, wanted);
  return call.directory.servicePrincipals.find((candidate) => candidate.id === wanted);
}

function requirePrincipal(call: GraphCall): ServicePrincipal {
  const principal = principalOf(call);
  if (!principal) throw notFound(call.keys[0]);
  return principal;
}

function refuseUnknownProperties(body: Readonly<Record<string, unknown>>): void {
  const known = new Set(["appId", "accountEnabled", "displayName", ...Object.keys(carried)]);
  const unknown = Object.keys(body).filter((name) => !known.has(name) && !name.includes("@odata"));
  if (unknown.length > 0) throw badRequest(unknown.map((name) => `Invalid property '${name}'.`).join(" "));
}

function write(principal: ServicePrincipal, body: Readonly<Record<string, unknown>>): void {
  if (typeof body["accountEnabled"] === "boolean") principal.accountEnabled = body["accountEnabled"];
  for (const name of Object.keys(carried)) if (body[name] !== undefined) principal.other[name] = body[name];
}

/**
 * Makes the service principal of an application: of this directory, or of another one if it is multi-tenant. A managed
 * identity has a client id but no application, so none can be made from it.
 */
function create(call: GraphCall, appId: string): GraphAnswer {
  refuseUnknownProperties(call.body);
  const found = findApplication(call.context.store.state.directories, appId);
  const mayBeUsedHere =
    found && (found.owner === call.directory || found.application.signInAudience !== "AzureADMyOrg");
  if (!found || !mayBeUsedHere) {
    throw badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`, {
      code: "NoBackingApplicationObject",
    });
  }
  const principal: ServicePrincipal = {
    id: parsePrincipalId(call.context.world.uuid()),
    appId: found.application.appId,
    servicePrincipalType: "Application",
    appOwnerOrganizationId: found.owner.tenantId,
    alternativeNames: [],
    displayName: found.application.displayName,
    accountEnabled: true,
    other: {},
  };
  write(principal, call.body);
  call.directory.servicePrincipals.push(principal);
  return { status: 201, body: entity(call, "servicePrincipals", show(call, principal)) };
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

function patch(call: GraphCall): GraphAnswer {
  const principal = principalOf(call);
  const [key] = call.keys;
  if (!principal) {
    if (!call.createIfMissing || key?.property !== "appId") throw notFound(key);
    return create(call, key.value);
  }
  refuseUnknownProperties(call.body);
  write(principal, call.body);
  return { status: 204 };
}

function remove(call: GraphCall): GraphAnswer {
  const principal = requirePrincipal(call);
  if (principal.servicePrincipalType === "ManagedIdentity") {
    throw badRequest("A managed identity's service principal goes with its identity; delete that in Resource Manager.");
  }
  call.directory.servicePrincipals.splice(call.directory.servicePrincipals.indexOf(principal), 1);
  return { status: 204 };
}

/** Looks objects up by id: what the Azure CLI asks to learn a principal's type. */
function getByIds(call: GraphCall): GraphAnswer {
  const ids = Array.isArray(call.body["ids"]) ? call.body["ids"].map((id) => String(id).toLowerCase()) : [];
  const value = call.directory.servicePrincipals
    .filter((principal) => ids.includes(principal.id))
    .map((principal) => Object.assign({ "@odata.type": "#microsoft.graph.servicePrincipal" }, show(call, principal)));
  return { status: 200, body: { value } };
}

export const servicePrincipalHandlers: Readonly<Record<string, GraphHandler>> = {
  "GET servicePrincipals": (call) => {
    const items = call.directory.servicePrincipals.map((principal) => show(call, principal));
    return listOf(call, "servicePrincipals", filterItems(items, call.query.get("$filter")));
  },
  "POST servicePrincipals": post,
  "GET servicePrincipals/{}": (call) => ({
    status: 200,
    body: entity(call, "servicePrincipals", show(call, requirePrincipal(call))),
  }),
  "PATCH servicePrincipals/{}": patch,
  "DELETE servicePrincipals/{}": remove,
  "POST directoryObjects/getByIds": getByIds,
};
