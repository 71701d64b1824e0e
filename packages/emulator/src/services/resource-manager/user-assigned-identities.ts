import { parsePrincipalId, sameResource } from "@tegata/core";
import type { Resource } from "../../resources/resource.ts";
import type { ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal, tagsOf } from "./answer.ts";
import { deleteResource, putResource, requireResource, resourcesOf } from "./resources.ts";

export const userAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
export const identityApiVersions: readonly string[] = [
  "2025-05-31-preview",
  "2024-11-30",
  "2023-07-31-preview",
  "2023-01-31",
  "2022-01-31-preview",
  "2021-09-30-preview",
  "2018-11-30",
];

/** A user-assigned identity has no `provisioningState`. */
function show({ id, name, type, location, tags, properties }: Resource): Record<string, unknown> {
  return { id, name, type, location, tags, properties };
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity */
function refuseBadName(name: string): void {
  if (/^[a-z0-9][\w-]{2,127}$/i.test(name)) return;
  const message = `The resource name '${name}' is invalid. It must have 3 to 128 letters, digits, - or _, and begin with a letter or digit.`;
  throw new ArmRefusal(400, "InvalidResourceName", message);
}

/** Makes a user-assigned identity and, in the directory, the service principal that stands behind it. */
const put: ArmHandler = (call) => {
  refuseBadName(call.path.name ?? "");
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
      createdDateTime: new Date(call.context.world.now()).toISOString(),
      other: {},
    });
  }
  return { status: isNew ? 201 : 200, body: show(resource) };
};

const patch: ArmHandler = (call) => {
  const resource = requireResource(call);
  resource.tags = tagsOf(call.body) ?? resource.tags;
  return { status: 200, body: show(resource) };
};

/** The resources that have the identity. */
const listAssociatedResources: ArmHandler = (call) => {
  const identity = requireResource(call);
  const using = call.context.store.state.arm.resources.filter((resource) =>
    Object.keys(resource.identity?.userAssignedIdentities ?? {}).some((id) => sameResource(id, identity.id)),
  );
  const value = using.map(({ id, name, type }) => {
    const [, , subscriptionId, , resourceGroup] = id.split("/");
    return { id, name, type: type.toLowerCase(), resourceGroup, subscriptionId, subscriptionDisplayName: "" };
  });
  return { status: 200, body: { totalCount: value.length, value } };
};

export const userAssignedIdentities: ArmType = {
  type: userAssignedIdentityType,
  apiVersions: identityApiVersions,
  one: {
    GET: (call) => ({ status: 200, body: show(requireResource(call)) }),
    PUT: put,
    PATCH: patch,
    DELETE: deleteResource,
  },
  list: (call) => ({ status: 200, body: { value: resourcesOf(call).map(show) } }),
  actions: { listassociatedresources: listAssociatedResources },
};
