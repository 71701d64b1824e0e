import { findResource } from "../../resources/resource.ts";
import type { ArmHandler, ArmType } from "./answer.ts";
import { resourceNotFound } from "./answer.ts";
import { identityApiVersions } from "./user-assigned-identities.ts";

const type = "Microsoft.ManagedIdentity/identities";

/** `{resource}/providers/Microsoft.ManagedIdentity/identities/default`: the identity that belongs to one resource. */
const get: ArmHandler = (call) => {
  const parent = call.path.id.slice(0, call.path.id.toLowerCase().lastIndexOf("/providers/"));
  const resource = findResource(call.context.store.state.arm, parent);
  const principalId = resource?.identity?.principalId;
  const { tenantId, servicePrincipals } = call.caller.directory;
  const principal = servicePrincipals.find(({ id }) => id === principalId);
  if (!resource || !principal) throw resourceNotFound(call.path);
  return {
    status: 200,
    body: {
      id: call.path.id,
      name: "default",
      type,
      location: resource.location,
      properties: { tenantId, principalId, clientId: principal.appId },
    },
  };
};

export const systemAssignedIdentities: ArmType = { type, apiVersions: identityApiVersions, one: { GET: get } };
