import { normalizeScope, parseResourceId } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Resource } from "../../resources/resource.ts";
import { findResource, findSubscription } from "../../resources/resource.ts";
import type { ArmAnswer, ArmCall } from "./answer.ts";
import { ArmRefusal, propertiesOf, resourceNotFound, tagsOf } from "./answer.ts";

/** A resource as Resource Manager shows it. Keys are never part of it. */
export function showResource(resource: Resource, computed: Record<string, unknown> = {}): Record<string, unknown> {
  const { id, name, type, location, tags, kind, sku, identity, properties } = resource;
  const isTracked = location !== "";
  return {
    id,
    name,
    type,
    ...(isTracked ? { location, tags } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
    properties: { ...properties, ...computed, provisioningState: "Succeeded" },
  };
}

export function requireResource(call: ArmCall): Resource {
  const resource = findResource(call.context.store.state.arm, call.path.id);
  if (resource) return resource;
  if (call.path.resourceGroup !== undefined) requireGroup(call);
  throw resourceNotFound(call.path);
}

/** The resources of the path's type, in its parent: a resource, a resource group or the whole subscription. */
export function resourcesOf(call: ArmCall): Resource[] {
  const { type = "", subscriptionId = "", resourceGroup, id } = call.path;
  if (resourceGroup !== undefined) requireGroup(call);
  const isChild = type.split("/").length > 2;
  const group = resourceGroup === undefined ? "" : `resourcegroups/${resourceGroup}/`;
  const prefix = isChild ? `${normalizeScope(id)}/` : `/subscriptions/${subscriptionId}/${group}`.toLowerCase();
  return call.context.store.state.arm.resources.filter(
    (resource) => resource.type.toLowerCase() === type.toLowerCase() && resource.id.toLowerCase().startsWith(prefix),
  );
}

/** The directory that the resource's subscription trusts forgets the service principal of a managed identity. */
export function forgetPrincipal(context: Context, resourceId: string, principalId: unknown): void {
  const { arm, directories } = context.store.state;
  const tenantId = findSubscription(arm, resourceId)?.tenantId;
  const directory = directories.find((candidate) => candidate.tenantId === tenantId);
  if (directory) directory.servicePrincipals = directory.servicePrincipals.filter(({ id }) => id !== principalId);
}

/** Takes a resource away with what is below it and the principals of the managed identities that go with it. */
export function forgetResource(context: Context, id: string): void {
  const { arm } = context.store.state;
  const below = normalizeScope(id);
  const goes = (resource: Resource): boolean => `${normalizeScope(resource.id)}/`.startsWith(`${below}/`);
  for (const resource of arm.resources.filter(goes)) {
    const isIdentity = resource.type === "Microsoft.ManagedIdentity/userAssignedIdentities";
    const principalId = isIdentity ? resource.properties["principalId"] : resource.identity?.principalId;
    if (principalId !== undefined) forgetPrincipal(context, resource.id, principalId);
  }
  arm.resources = arm.resources.filter((resource) => !goes(resource));
}

export function deleteResource(call: ArmCall): ArmAnswer {
  if (!findResource(call.context.store.state.arm, call.path.id)) return { status: 204 };
  forgetResource(call.context, call.path.id);
  return { status: 200 };
}

export function requireGroup(call: ArmCall): void {
  const { resourceGroup = "", subscriptionId } = call.path;
  const exists = call.context.store.state.arm.resourceGroups.some(
    (group) => group.subscriptionId === subscriptionId && group.name.toLowerCase() === resourceGroup.toLowerCase(),
  );
  if (!exists)
    throw new ArmRefusal(404, "ResourceGroupNotFound", `Resource group '${resourceGroup}' could not be found.`);
}

/** A resource below another one needs that one. */
function requireParent(call: ArmCall, type: string): void {
  const depth = type.split("/").length - 1;
  if (depth < 2) return;
  const parent = call.path.id.split("/").slice(0, -2).join("/");
  if (findResource(call.context.store.state.arm, parent)) return;
  // `blobServices/default` is always there.
  const grandparent = call.path.id.split("/").slice(0, -4).join("/");
  if (/\/default$/i.test(parent) && findResource(call.context.store.state.arm, grandparent)) return;
  throw new ArmRefusal(
    404,
    "ParentResourceNotFound",
    `Failed to perform '${call.method === "PUT" ? "write" : "read"}' on resource(s) of type '${type.split("/").slice(1).join("/")}', because the parent resource '${parent}' could not be found.`,
  );
}

function readLocation(call: ArmCall, type: string): string {
  if (type.split("/").length > 2 && call.body["location"] === undefined) return "";
  const { location } = call.body;
  if (typeof location === "string" && location !== "") return location.toLowerCase().replaceAll(" ", "");
  throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
}

function refuseOtherLocation(call: ArmCall, resource: Resource): void {
  const { location } = call.body;
  if (typeof location !== "string" || location.toLowerCase().replaceAll(" ", "") === resource.location) return;
  throw new ArmRefusal(
    409,
    "InvalidResourceLocation",
    `The resource '${resource.name}' already exists in location '${resource.location}' in resource group '${call.path.resourceGroup ?? ""}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

/** Makes a resource of a type from a PUT, or replaces what it holds; tells whether it is new. */
export function putResource(call: ArmCall, type: string): { readonly resource: Resource; readonly isNew: boolean } {
  requireGroup(call);
  requireParent(call, type);
  const existing = findResource(call.context.store.state.arm, call.path.id);
  const tags = tagsOf(call.body);
  if (existing) {
    refuseOtherLocation(call, existing);
    if (tags) existing.tags = tags;
    return { resource: existing, isNew: false };
  }
  const resource: Resource = {
    id: parseResourceId(call.path.id),
    name: call.path.name ?? "",
    type,
    location: readLocation(call, type),
    tags: tags ?? {},
    properties: { ...propertiesOf(call.body) },
    createdTime: new Date(call.context.world.now()).toISOString(),
  };
  call.context.store.state.arm.resources.push(resource);
  return { resource, isNew: true };
}
