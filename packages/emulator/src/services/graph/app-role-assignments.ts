import type { AppRoleAssignment, ServicePrincipal } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
import { routes, textOr } from "./call.ts";
import type { AppRole } from "./microsoft-apis.ts";
import { microsoftApi } from "./microsoft-apis.ts";
import { refuseUnreadable } from "./ownership.ts";
import { showPrincipal } from "./principal-shape.ts";
import { badRequest, denied, notFound } from "./refusal.ts";
import { everyPrincipal, requirePrincipal } from "./service-principals.ts";

/** Access without any role of the API. */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

function show(principal: ServicePrincipal, assignment: AppRoleAssignment): Item {
  const { id, appRoleId, createdDateTime, resourceDisplayName, resourceId } = assignment;
  return {
    id,
    deletedDateTime: null,
    appRoleId,
    createdDateTime,
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType: "ServicePrincipal",
    resourceDisplayName,
    resourceId,
  };
}

function principalWithId(call: GraphCall, name: "principalId" | "resourceId"): ServicePrincipal {
  const value = textOr(call.body[name], "").toLowerCase();
  if (value === "") throw badRequest(`A value is required for property '${name}' of resource 'AppRoleAssignment'.`);
  const found = everyPrincipal(call).find(({ id }) => id === value);
  if (!found) throw notFound({ property: "id", value });
  return found;
}

/** Roles of Graph are granted by who may consent to Microsoft's permissions; those of other APIs by more. */
function refuseUnlessConsenting(call: GraphCall, resource: ServicePrincipal): void {
  const isGraph = microsoftApi(call.context.cloud, resource.appId)?.name === "graph";
  if (!call.powers.has(isGraph ? "consentToMicrosoft" : "consent")) throw denied();
}

function roleOf(call: GraphCall, resource: ServicePrincipal): { readonly id: string; readonly value: string | null } {
  const id = textOr(call.body["appRoleId"], "").toLowerCase();
  if (id === defaultAccess) return { id, value: null };
  const roles = showPrincipal(call, resource)["appRoles"] as readonly AppRole[];
  const role = roles.find((each) => each.id.toLowerCase() === id);
  const isForApplications = role?.allowedMemberTypes.includes("Application") === true;
  if (role && isForApplications && role.isEnabled) return { id, value: role.value };
  throw badRequest("Permission being assigned was not found on application", { code: "InvalidUpdate" });
}

function grant(call: GraphCall, isOnResource: boolean): GraphAnswer {
  const principal = principalWithId(call, "principalId");
  const resource = principalWithId(call, "resourceId");
  const [key] = call.keys;
  const named = requirePrincipal(call);
  if (named.id !== (isOnResource ? resource : principal).id) throw notFound(key);
  refuseUnlessConsenting(call, resource);
  const role = roleOf(call, resource);
  const assignments = (principal.appRoleAssignments ??= []);
  if (assignments.some(({ appRoleId, resourceId }) => appRoleId === role.id && resourceId === resource.id)) {
    throw badRequest("Permission being assigned already exists on the object", { code: "InvalidUpdate" });
  }
  const made: AppRoleAssignment = {
    id: Buffer.from(call.context.world.randomBytes(32)).toString("base64url"),
    createdDateTime: new Date(call.context.world.now()).toISOString(),
    resourceAppId: resource.appId,
    resourceId: resource.id,
    resourceDisplayName: resource.displayName,
    appRoleId: role.id,
    value: role.value,
  };
  assignments.push(made);
  return { status: 201, body: entity(call, "appRoleAssignments", show(principal, made)) };
}

interface Held {
  readonly principal: ServicePrincipal;
  readonly assignment: AppRoleAssignment;
}

/** The assignments that the path's principal holds, or that are held on it. */
function heldAt(call: GraphCall, isOnResource: boolean): Held[] {
  const named = requirePrincipal(call);
  refuseUnreadable(call, named);
  return call.directory.servicePrincipals.flatMap((principal) =>
    (principal.appRoleAssignments ?? [])
      .filter(({ resourceId }) => (isOnResource ? resourceId : principal.id) === named.id)
      .map((assignment) => ({ principal, assignment })),
  );
}

function requireHeld(call: GraphCall, isOnResource: boolean): Held {
  const found = heldAt(call, isOnResource).find(({ assignment }) => assignment.id === call.keys[1]?.value);
  if (!found) throw notFound(call.keys[1]);
  return found;
}

function revoke(call: GraphCall, isOnResource: boolean): GraphAnswer {
  const { principal, assignment } = requireHeld(call, isOnResource);
  const resource = everyPrincipal(call).find(({ id }) => id === assignment.resourceId);
  if (resource) refuseUnlessConsenting(call, resource);
  principal.appRoleAssignments = principal.appRoleAssignments?.filter((each) => each !== assignment) ?? [];
  return { status: 204 };
}

function at(collection: "appRoleAssignments" | "appRoleAssignedTo"): GraphRoutes {
  const path = `servicePrincipals/{}/${collection}`;
  const isOnResource = collection === "appRoleAssignedTo";
  return {
    ...routes(["read", "ownApplications"], {
      [`GET ${path}`]: (call) =>
        listOf(
          call,
          collection,
          heldAt(call, isOnResource).map(({ principal, assignment }) => show(principal, assignment)),
        ),
      [`GET ${path}/{}`]: (call) => {
        const { principal, assignment } = requireHeld(call, isOnResource);
        return { status: 200, body: entity(call, collection, show(principal, assignment)) };
      },
    }),
    ...routes(["consent", "consentToMicrosoft"], {
      [`POST ${path}`]: (call) => grant(call, isOnResource),
      [`DELETE ${path}/{}`]: (call) => revoke(call, isOnResource),
    }),
  };
}

export const appRoleAssignmentRoutes: GraphRoutes = { ...at("appRoleAssignments"), ...at("appRoleAssignedTo") };
