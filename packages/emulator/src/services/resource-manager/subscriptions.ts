import type { Subscription } from "../../resources/resource.ts";
import type { ArmHandler } from "./answer.ts";
import { maySee } from "./resource-groups.ts";

function show({ subscriptionId, displayName, tenantId }: Subscription): Record<string, unknown> {
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

/** The subscriptions that trust the caller's directory and in which the caller has any role. */
export const listSubscriptions: ArmHandler = (call) => {
  const own = call.context.store.state.arm.subscriptions.filter(
    ({ tenantId, subscriptionId }) =>
      tenantId === call.caller.directory.tenantId && maySee(call, `/subscriptions/${subscriptionId}`),
  );
  return { status: 200, body: { value: own.map(show), count: { type: "Total", value: own.length } } };
};

export const listTenants: ArmHandler = ({ caller: { directory } }) => {
  const { tenantId, displayName, domains } = directory;
  const [defaultDomain] = domains;
  const tenant = { id: `/tenants/${tenantId}`, tenantId, displayName, domains, tenantCategory: "Home", defaultDomain };
  return { status: 200, body: { value: [tenant] } };
};

export const getSubscription: ArmHandler = (call) => {
  const found = call.context.store.state.arm.subscriptions.find(
    ({ subscriptionId }) => subscriptionId === call.path.subscriptionId,
  );
  return { status: 200, body: show(found as Subscription) };
};

/** Some of Azure's regions: enough for a client that checks a name. */
export const listLocations: ArmHandler = (call) => {
  const names = { japaneast: "Japan East", japanwest: "Japan West", westeurope: "West Europe", eastus: "East US" };
  const value = Object.entries(names).map(([name, displayName]) => ({
    id: `/subscriptions/${call.path.subscriptionId ?? ""}/locations/${name}`,
    name,
    displayName,
    regionalDisplayName: displayName,
    type: "Region",
    metadata: { regionType: "Physical", regionCategory: "Recommended" },
  }));
  return { status: 200, body: { value } };
};
