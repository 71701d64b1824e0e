import type { ResourceGroup, Subscription } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";

function showSubscription({ subscriptionId, displayName, tenantId }: Subscription): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    displayName,
    tenantId,
    state: "Enabled",
    authorizationSource: "RoleBased",
    managedByTenants: [],
  };
}

function showGroup({ id, name, location, tags }: ResourceGroup): Record<string, unknown> {
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

export const listSubscriptions: ArmHandler = (call) => {
  const own = call.context.store.state.arm.subscriptions.filter(
    ({ tenantId }) => tenantId === call.caller.directory.tenantId,
  );
  return { status: 200, body: { value: own.map(showSubscription), count: { type: "Total", value: own.length } } };
};

export const listTenants: ArmHandler = ({ caller: { directory } }) => {
  const { tenantId, displayName, domains } = directory;
  return {
    status: 200,
    body: {
      value: [
        {
          id: `/tenants/${tenantId}`,
          tenantId,
          displayName,
          domains,
          tenantCategory: "Home",
          defaultDomain: domains[0],
        },
      ],
    },
  };
};

export const getSubscription: ArmHandler = (call) => {
  const found = call.context.store.state.arm.subscriptions.find(
    ({ subscriptionId }) => subscriptionId === call.path.subscriptionId,
  );
  return { status: 200, body: showSubscription(found as Subscription) };
};

export const listResourceGroups: ArmHandler = (call) => ({
  status: 200,
  body: { value: groupsOf(call).map(showGroup) },
});

export const getResourceGroup: ArmHandler = (call) => {
  const group = groupsOf(call).find(({ name }) => name.toLowerCase() === call.path.resourceGroup?.toLowerCase());
  if (!group)
    throw new ArmRefusal(
      404,
      "ResourceGroupNotFound",
      `Resource group '${call.path.resourceGroup ?? ""}' could not be found.`,
    );
  return { status: 200, body: showGroup(group) };
};
