import type { ArmIdentity } from "@tegata/core";
import { parsePrincipalId, sameResource } from "@tegata/core";
import { findAllowing } from "../../resources/access.ts";
import type { Resource } from "../../resources/resource.ts";
import { findResource } from "../../resources/resource.ts";
import type { ArmCall } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";

type UserAssigned = NonNullable<ArmIdentity["userAssignedIdentities"]>;

interface Wanted {
  readonly systemAssigned: boolean;
  readonly hasUserAssigned: boolean;
  /** Resource id → null to take it away. */
  readonly userAssigned: Readonly<Record<string, unknown>>;
}

function read(identity: unknown): Wanted | undefined {
  if (typeof identity !== "object" || identity === null) return undefined;
  const { type: wanted = "None", userAssignedIdentities } = identity as Readonly<Record<string, unknown>>;
  const type = typeof wanted === "string" ? wanted : JSON.stringify(wanted);
  const kinds = type.split(",").map((kind) => kind.trim().toLowerCase());
  if (kinds.some((kind) => !["none", "systemassigned", "userassigned"].includes(kind))) {
    throw new ArmRefusal(400, "InvalidRequestContent", `The identity type '${type}' is not valid.`);
  }
  const userAssigned = userAssignedIdentities ?? {};
  if (typeof userAssigned !== "object" || Array.isArray(userAssigned))
    throw new ArmRefusal(
      400,
      "InvalidRequestContent",
      "The user-assigned identities must be an object with their resource ids as names.",
    );
  return {
    systemAssigned: kinds.includes("systemassigned"),
    hasUserAssigned: kinds.includes("userassigned"),
    userAssigned: userAssigned as Readonly<Record<string, unknown>>,
  };
}

/** Assigning an identity to a host is an action on the identity: Managed Identity Operator has it. */
function refuseUnlessAssignable(call: ArmCall, identity: Resource): void {
  const operation = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
  const { principalId, clientId } = call.caller;
  if (findAllowing(call.context.store.state.arm, { principalId, scope: identity.id, kind: "action", operation }))
    return;
  const write = `${call.path.type ?? ""}/write`;
  // Recorded: https://github.com/Azure/aad-pod-identity/issues/613
  const message = `The client '${clientId}' with object id '${principalId}' has permission to perform action '${write}' on scope '${call.path.id}'; however, it does not have permission to perform action '${operation}' on the linked scope(s) '${identity.id}' or the linked scope(s) are invalid.`;
  throw new ArmRefusal(403, "LinkedAuthorizationFailed", message);
}

function resolveUserAssigned(call: ArmCall, ids: readonly string[]): UserAssigned {
  return Object.fromEntries(
    ids.map((id) => {
      const identity = findResource(call.context.store.state.arm, id);
      if (identity?.type !== "Microsoft.ManagedIdentity/userAssignedIdentities") {
        throw new ArmRefusal(
          400,
          "FailedIdentityOperation",
          `Identity operation failed: the user-assigned identity '${id}' does not exist.`,
        );
      }
      refuseUnlessAssignable(call, identity);
      const { principalId, clientId } = identity.properties as { principalId: string; clientId: string };
      return [identity.id, { principalId, clientId }];
    }),
  );
}

/** The user-assigned identities after the request: PUT replaces the map, PATCH adds to it and takes away what is null. */
function userAssignedAfter(call: ArmCall, resource: Resource, wanted: Wanted): UserAssigned {
  if (!wanted.hasUserAssigned) return {};
  const named = Object.entries(wanted.userAssigned);
  const before = call.method === "PATCH" ? Object.entries(resource.identity?.userAssignedIdentities ?? {}) : [];
  const untouched = before.filter(([id]) => !named.some(([other]) => sameResource(other, id)));
  const added = named.filter(([, value]) => value !== null).map(([id]) => id);
  return { ...Object.fromEntries(untouched), ...resolveUserAssigned(call, added) };
}

function addSystemAssigned(call: ArmCall, resource: Resource): string {
  const { directory } = call.caller;
  const principalId = parsePrincipalId(call.context.world.uuid());
  directory.servicePrincipals.push({
    id: principalId,
    appId: call.context.world.uuid(),
    servicePrincipalType: "ManagedIdentity",
    appOwnerOrganizationId: null,
    alternativeNames: ["isExplicit=False", resource.id],
    displayName: resource.name,
    accountEnabled: true,
    createdDateTime: new Date(call.context.world.now()).toISOString(),
    other: {},
  });
  return principalId;
}

function systemAssignedAfter(call: ArmCall, resource: Resource, wanted: Wanted): string | undefined {
  const before = resource.identity?.principalId;
  const { directory } = call.caller;
  if (wanted.systemAssigned) return before ?? addSystemAssigned(call, resource);
  if (before !== undefined) directory.servicePrincipals = directory.servicePrincipals.filter(({ id }) => id !== before);
  return undefined;
}

/** Brings a host's `identity` to what a PUT or PATCH asks for. A request without `identity` leaves it alone. */
export function writeHostIdentity(call: ArmCall, resource: Resource): void {
  const wanted = read(call.body["identity"]);
  if (!wanted) return;
  const userAssigned = userAssignedAfter(call, resource, wanted);
  const principalId = systemAssignedAfter(call, resource, wanted);
  const hasUserAssigned = Object.keys(userAssigned).length > 0;
  const type = [
    ...(principalId === undefined ? [] : ["SystemAssigned"]),
    ...(hasUserAssigned ? ["UserAssigned"] : []),
  ].join(", ");
  resource.identity = {
    type: type === "" ? "None" : type,
    ...(principalId === undefined ? {} : { principalId, tenantId: call.caller.directory.tenantId }),
    ...(hasUserAssigned ? { userAssignedIdentities: userAssigned } : {}),
  };
}
