import type { PermissionGrant } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import type { GraphCall, GraphRoutes } from "./call.ts";
import { routes, textOr } from "./call.ts";
import { conflict } from "./application-faults.ts";
import { badRequest, notFound } from "./refusal.ts";
import { everyPrincipal, requirePrincipal } from "./service-principals.ts";

function requireGrant(call: GraphCall): PermissionGrant {
  const grant = call.directory.permissionGrants?.find(({ id }) => id === call.keys[0]?.value);
  if (!grant) throw notFound(call.keys[0]);
  return grant;
}

function requireId(call: GraphCall, name: "clientId" | "resourceId"): string {
  const value = textOr(call.body[name], "").toLowerCase();
  if (!everyPrincipal(call).some(({ id }) => id === value)) throw notFound({ property: "id", value });
  return value;
}

function post(call: GraphCall) {
  const { consentType, principalId, scope } = call.body;
  if (consentType !== "AllPrincipals" && consentType !== "Principal")
    throw badRequest("Invalid value specified for property 'consentType' of resource 'OAuth2PermissionGrant'.");
  const grant: PermissionGrant = {
    id: Buffer.from(call.context.world.randomBytes(32)).toString("base64url"),
    clientId: requireId(call, "clientId"),
    consentType,
    principalId: typeof principalId === "string" ? principalId.toLowerCase() : null,
    resourceId: requireId(call, "resourceId"),
    scope: textOr(scope, ""),
  };
  const grants = (call.directory.permissionGrants ??= []);
  const isThere = grants.some(
    (other) =>
      other.clientId === grant.clientId &&
      other.resourceId === grant.resourceId &&
      other.principalId === grant.principalId,
  );
  if (isThere) throw conflict("clientId");
  grants.push(grant);
  return { status: 201, body: entity(call, "oauth2PermissionGrants", { ...grant }) } as const;
}

const collection = "oauth2PermissionGrants";

/** Delegated permissions. No token here carries them: the emulator signs no users in. */
export const permissionGrantRoutes: GraphRoutes = {
  ...routes(["read"], {
    [`GET ${collection}`]: (call) =>
      listOf(
        call,
        collection,
        (call.directory.permissionGrants ?? []).map((grant) => ({ ...grant })),
      ),
    [`GET ${collection}/{}`]: (call) => ({
      status: 200,
      body: entity(call, collection, { ...requireGrant(call) }),
    }),
    [`GET servicePrincipals/{}/${collection}`]: (call) => {
      const { id } = requirePrincipal(call);
      const own = (call.directory.permissionGrants ?? []).filter(({ clientId }) => clientId === id);
      return listOf(
        call,
        collection,
        own.map((grant) => ({ ...grant })),
      );
    },
  }),
  ...routes(["permissionGrants"], {
    [`POST ${collection}`]: post,
    [`PATCH ${collection}/{}`]: (call) => {
      const grant = requireGrant(call);
      grant.scope = textOr(call.body["scope"], grant.scope);
      return { status: 204 };
    },
    [`DELETE ${collection}/{}`]: (call) => {
      const grant = requireGrant(call);
      call.directory.permissionGrants = call.directory.permissionGrants?.filter((each) => each !== grant) ?? [];
      return { status: 204 };
    },
  }),
};
