import { parseResourceId, reaches } from "@tegata/core";
import type { ResourceGroup } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler } from "./answer.ts";
import { ArmRefusal, tagsOf } from "./answer.ts";
import { acceptedAt } from "./operations.ts";
import { forgetResource } from "./resources.ts";

function show({ id, name, location, tags }: ResourceGroup): Record<string, unknown> {
  return {
    id,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    tags,
    properties: { provisioningState: "Succeeded" },
  };
}

function groupsOf(call: ArmCall): ResourceGroup[] {
  return call.context.store.state.arm.resourceGroups.filter(
    ({ subscriptionId }) => subscriptionId === call.path.subscriptionId,
  );
}

function find(call: ArmCall): ResourceGroup | undefined {
  return groupsOf(call).find(({ name }) => name.toLowerCase() === call.path.resourceGroup?.toLowerCase());
}

function requireGroup(call: ArmCall): ResourceGroup {
  const group = find(call);
  if (group) return group;
  const name = call.path.resourceGroup ?? "";
  throw new ArmRefusal(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** Whether any role of the caller reaches into an id's scope: lists show what one has a right in. */
export function maySee(call: ArmCall, id: string): boolean {
  return call.context.store.state.arm.roleAssignments.some(
    ({ principalId, scope }) => principalId === call.caller.principalId && (reaches(scope, id) || reaches(id, scope)),
  );
}

export const listResourceGroups: ArmHandler = (call) => ({
  status: 200,
  body: {
    value: groupsOf(call)
      .filter(({ id }) => maySee(call, id))
      .map(show),
  },
});

function put(call: ArmCall): { readonly status: 200 | 201; readonly body: unknown } {
  const existing = find(call);
  const { location } = call.body;
  const wanted = typeof location === "string" ? location.toLowerCase().replaceAll(" ", "") : "";
  if (existing) {
    if (wanted !== "" && wanted !== existing.location) {
      throw new ArmRefusal(
        409,
        "InvalidResourceGroupLocation",
        `Invalid resource group location '${wanted}'. The Resource group already exists in location '${existing.location}'.`,
      );
    }
    existing.tags = tagsOf(call.body) ?? existing.tags;
    return { status: 200, body: show(existing) };
  }
  if (wanted === "")
    throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
  const { subscriptionId = "", resourceGroup: name = "" } = call.path;
  if (!/^[-\w._()]{1,90}$/.test(name) || name.endsWith(".")) {
    throw new ArmRefusal(400, "InvalidResourceGroup", `The provided resource group name '${name}' is not valid.`);
  }
  const group: ResourceGroup = {
    id: parseResourceId(`/subscriptions/${subscriptionId}/resourceGroups/${name}`),
    name,
    subscriptionId,
    location: wanted,
    tags: tagsOf(call.body) ?? {},
  };
  call.context.store.state.arm.resourceGroups.push(group);
  return { status: 201, body: show(group) };
}

/** Deleting a group takes its resources along, and some time. */
const remove: ArmHandler = (call) => {
  const group = requireGroup(call);
  const { arm } = call.context.store.state;
  forgetResource(call.context, group.id);
  arm.resourceGroups.splice(arm.resourceGroups.indexOf(group), 1);
  return acceptedAt(call);
};

export const resourceGroupHandlers: Readonly<Record<string, ArmHandler>> = {
  GET: (call) => ({ status: 200, body: show(requireGroup(call)) }),
  HEAD: (call) => {
    requireGroup(call);
    return { status: 204 };
  },
  PUT: put,
  PATCH: (call) => {
    const group = requireGroup(call);
    group.tags = tagsOf(call.body) ?? group.tags;
    return { status: 200, body: show(group) };
  },
  DELETE: remove,
};
