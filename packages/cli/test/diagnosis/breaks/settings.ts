// What the workload is told wrongly.
import { settingNames } from "@tegata/setup";
import type { Chain } from "../a-chain.ts";
import type { Break } from "./break.ts";
import { placesIn } from "./break.ts";

function set(name: keyof typeof settingNames, value: (chain: Chain) => string | undefined): Break["does"] {
  return (chain) => chain.setOnHost({ [settingNames[name]]: value(chain) });
}

const stranger = "99999999-9999-4999-8999-999999999999";

const none = Object.fromEntries(Object.values(settingNames).map((name) => [name, undefined]));

export const settingBreaks: readonly Break[] = [
  {
    name: "the workload's resource tenant is its home tenant",
    by: "Resource Manager",
    check: "settings.resource-tenant",
    says: /home directory/,
    does: set("resourceTenantId", ({ home }) => home.tenantId),
  },
  {
    name: "the workload's resource tenant is somebody else's",
    by: "Resource Manager",
    check: "settings.resource-tenant",
    does: set("resourceTenantId", () => stranger),
  },
  {
    name: "the application's client id is the managed identity's",
    by: "Resource Manager",
    check: "settings.application",
    says: /managed identity's own client id/,
    does: set("applicationId", ({ outcome }) => outcome.managedIdentity?.clientId),
  },
  {
    name: "the application's client id is its object id",
    by: "Resource Manager",
    check: "settings.application",
    alone: "application.exists",
    does: set("applicationId", ({ outcome }) => outcome.applicationObjectId),
  },
  {
    name: "the application's client id is nobody's",
    by: "Resource Manager",
    check: "settings.application",
    alone: "application.exists",
    does: set("applicationId", () => stranger),
  },
  {
    name: "the application's client id has lost a digit",
    by: "Resource Manager",
    check: "settings.application",
    // Nothing is sent with it, so nobody sees what the token service would do.
    hides: /^(token-service|data)/,
    does: set("applicationId", ({ outcome }) => outcome.applicationClientId?.slice(0, -1)),
  },
  {
    name: "the identity's client id is its principal id",
    by: "Resource Manager",
    check: "settings.identity",
    does: set("identityClientId", ({ outcome }) => outcome.managedIdentity?.principalId),
  },
  {
    name: "the identity's client id is nobody's",
    by: "Resource Manager",
    check: "settings.identity",
    does: set("identityClientId", () => stranger),
  },
  {
    name: "the workload names another identity of the same host",
    by: "Resource Manager",
    check: "settings.identity",
    does: async (chain) => {
      const { identity, host } = placesIn(chain);
      const other = identity.replace(/id-orders$/, "id-other");
      const made = await chain.home.call(`PUT ${other}?api-version=2024-11-30`, { location: "japaneast" });
      const both = [identity, other].map((url) => [new URL(url).pathname, {}]);
      const body = { identity: { type: "UserAssigned", userAssignedIdentities: Object.fromEntries(both) } };
      await chain.home.call(`PATCH ${host}?api-version=2024-11-01`, body);
      const { clientId } = made["properties"] as { readonly clientId: string };
      await chain.setOnHost({ [settingNames.identityClientId]: clientId });
    },
  },
  {
    name: "the host has none of the settings, and the program is started with a wrong client id",
    by: "the environment",
    check: "settings.application",
    alone: "application.exists",
    // It takes away every setting, a wrong one included.
    hides: /^settings/,
    does: async (chain) => {
      await chain.setOnHost(none);
      chain.environment[settingNames.applicationId] = stranger;
    },
  },
];
