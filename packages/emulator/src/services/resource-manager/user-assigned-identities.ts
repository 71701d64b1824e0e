import { parsePrincipalId } from "@tegata/core";
import { findResource } from "../../resources/resource.ts";
import type { ArmAnswer, ArmCall, ArmHandler } from "./answer.ts";
import { resourceNotFound, tagsOf } from "./answer.ts";
import { deleteResource, putResource, requireResource, showResource } from "./resources.ts";

export const userAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** Makes a user-assigned identity and, in the directory, the service principal that stands behind it. */
const put: ArmHandler = (call) => {
  const { resource, isNew } = putResource(call, userAssignedIdentityType);
  if (isNew) {
    const { directory } = call.caller;
    const [principalId, clientId] = [parsePrincipalId(call.context.world.uuid()), call.context.world.uuid()];
    resource.properties = { tenantId: directory.tenantId, principalId, clientId };
    directory.servicePrincipals.push({
      id: principalId,
      appId: clientId,
      servicePrincipalType: "ManagedIdentity",
      appOwnerOrganizationId: null,
      alternativeNames: ["isExplicit=True", resource.id],
      displayName: resource.name,
      accountEnabled: true,
      other: {},
    });
  }
  return { status: isNew ? 201 : 200, body: show(call) };
};

/** A user-assigned identity has no `provisioningState`. */
function show(call: ArmCall): Record<string, unknown> {
  const resource = requireResource(call);
  return { ...showResource(resource), properties: resource.properties };
}

const patch: ArmHandler = (call) => {
  const tags = tagsOf(call.body);
  if (tags) requireResource(call).tags = tags;
  return { status: 200, body: show(call) };
};

function remove(call: ArmCall): ArmAnswer {
  const identity = findResource(call.context.store.state.arm, call.path.id);
  const { directory } = call.caller;
  if (identity) {
    directory.servicePrincipals = directory.servicePrincipals.filter(
      ({ id }) => id !== identity.properties["principalId"],
    );
  }
  return deleteResource(call);
}

export const userAssignedIdentityHandlers: Readonly<Record<string, ArmHandler>> = {
  GET: (call) => {
    if (!findResource(call.context.store.state.arm, call.path.id)) throw resourceNotFound(call.path);
    return { status: 200, body: show(call) };
  },
  PUT: put,
  PATCH: patch,
  DELETE: remove,
};
