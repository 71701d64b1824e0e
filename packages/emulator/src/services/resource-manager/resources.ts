import { parseResourceId } from "@tegata/core";
import type { Resource } from "../../resources/resource.ts";
import { findResource } from "../../resources/resource.ts";
import type { ArmAnswer, ArmCall, ArmHandler } from "./answer.ts";
import { ArmRefusal, propertiesOf, resourceNotFound, tagsOf } from "./answer.ts";

/** A resource as Resource Manager shows it. Keys are never part of it. */
export function showResource(resource: Resource): Record<string, unknown> {
  const { id, name, type, location, tags, kind, sku, identity, properties } = resource;
  return {
    id,
    name,
    type,
    location,
    tags,
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
    properties: { ...properties, provisioningState: "Succeeded" },
  };
}

export function requireResource(call: ArmCall): Resource {
  const resource = findResource(call.context.store.state.arm, call.path.id);
  if (!resource) throw resourceNotFound(call.path);
  return resource;
}

export const getResource: ArmHandler = (call) => ({ status: 200, body: showResource(requireResource(call)) });

/** Lists the resources of a type, in a resource group or in the whole subscription. */
export const listResources: ArmHandler = (call) => {
  const { type = "", subscriptionId = "", resourceGroup } = call.path;
  const prefix =
    `/subscriptions/${subscriptionId}/${resourceGroup === undefined ? "" : `resourcegroups/${resourceGroup}/`}`.toLowerCase();
  const value = call.context.store.state.arm.resources
    .filter(
      (resource) => resource.type.toLowerCase() === type.toLowerCase() && resource.id.toLowerCase().startsWith(prefix),
    )
    .map(showResource);
  return { status: 200, body: { value } };
};

export function deleteResource(call: ArmCall): ArmAnswer {
  const { arm } = call.context.store.state;
  const resource = findResource(arm, call.path.id);
  if (!resource) return { status: 204 };
  arm.resources.splice(arm.resources.indexOf(resource), 1);
  return { status: 200 };
}

function requireGroup(call: ArmCall): void {
  const { resourceGroup = "", subscriptionId } = call.path;
  const exists = call.context.store.state.arm.resourceGroups.some(
    (group) => group.subscriptionId === subscriptionId && group.name.toLowerCase() === resourceGroup.toLowerCase(),
  );
  if (!exists)
    throw new ArmRefusal(404, "ResourceGroupNotFound", `Resource group '${resourceGroup}' could not be found.`);
}

/** Makes a resource of a type from a PUT, or changes its tags and location; tells whether it is new. */
export function putResource(call: ArmCall, type: string): { readonly resource: Resource; readonly isNew: boolean } {
  requireGroup(call);
  const existing = findResource(call.context.store.state.arm, call.path.id);
  const tags = tagsOf(call.body);
  if (existing) {
    if (tags) existing.tags = tags;
    return { resource: existing, isNew: false };
  }
  const { location } = call.body;
  if (typeof location !== "string" || location === "") {
    throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
  }
  const resource: Resource = {
    id: parseResourceId(call.path.id),
    name: call.path.name ?? "",
    type,
    location: location.toLowerCase().replaceAll(" ", ""),
    tags: tags ?? {},
    properties: { ...propertiesOf(call.body) },
  };
  call.context.store.state.arm.resources.push(resource);
  return { resource, isNew: true };
}
