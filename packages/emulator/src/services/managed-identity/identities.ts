import type { ArmIdentity } from "@tegata/core";
import { normalizeScope } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Resource } from "../../resources/resource.ts";
import { findResource } from "../../resources/resource.ts";
import type { Host } from "../../state/state.ts";
import type { IdentityOfToken } from "../../tokens/managed-identity-claims.ts";

/** The managed identities that one host may speak for. */
export interface HostIdentities {
  readonly systemAssigned: IdentityOfToken | undefined;
  readonly userAssigned: readonly IdentityOfToken[];
}

function tenantOf(context: Context, host: Host): string {
  return context.store.state.directories.find((directory) => directory.name === host.directory)?.tenantId ?? "";
}

/** The service principal of a managed identity knows its client id; the host's `identity` holds only the principal's. */
function clientIdOf(context: Context, principalId: string): string | undefined {
  return context.store.state.directories
    .flatMap((directory) => directory.servicePrincipals)
    .find((candidate) => candidate.id === principalId)?.appId;
}

function userAssignedOf(context: Context, resource: Resource, tenantId: string): IdentityOfToken[] {
  const ids = Object.keys(resource.identity?.userAssignedIdentities ?? {});
  return ids.flatMap((id) => {
    const identity = findResource(context.store.state.arm, id);
    if (!identity) return [];
    const { principalId, clientId } = identity.properties as { principalId: string; clientId: string };
    return [{ tenantId, principalId, clientId, identityResourceId: identity.id, hostResourceId: resource.id }];
  });
}

function systemAssignedOf(
  context: Context,
  identity: ArmIdentity | undefined,
  resource: Resource,
): IdentityOfToken | undefined {
  const { principalId, tenantId } = identity ?? {};
  const clientId = principalId === undefined ? undefined : clientIdOf(context, principalId);
  if (principalId === undefined || tenantId === undefined || clientId === undefined) return undefined;
  return { tenantId, principalId, clientId, identityResourceId: resource.id, hostResourceId: resource.id };
}

/** The identities assigned to a host, as Resource Manager has them now. */
export function identitiesOf(context: Context, host: Host): HostIdentities {
  const resource = findResource(context.store.state.arm, host.resourceId);
  if (!resource) return { systemAssigned: undefined, userAssigned: [] };
  return {
    systemAssigned: systemAssignedOf(context, resource.identity, resource),
    userAssigned: userAssignedOf(context, resource, tenantOf(context, host)),
  };
}

/** Which identity a caller names; at most one of these. */
export interface Selector {
  readonly kind: "clientId" | "principalId" | "resourceId";
  readonly value: string;
}

/** The identity that a selector names, among those of the host. Ids are compared without regard to case. */
export function selectIdentity(identities: HostIdentities, selector: Selector): IdentityOfToken | undefined {
  const all = [...identities.userAssigned, ...(identities.systemAssigned ? [identities.systemAssigned] : [])];
  const wanted = selector.value.toLowerCase();
  return all.find((identity) => {
    if (selector.kind === "clientId") return identity.clientId === wanted;
    if (selector.kind === "principalId") return identity.principalId === wanted;
    return normalizeScope(identity.identityResourceId) === normalizeScope(wanted);
  });
}
