// Hop 1.
import { settingNames } from "@tegata/setup";
import type { Break } from "./break.ts";
import { placesIn } from "./break.ts";

export const identityBreaks: readonly Break[] = [
  {
    name: "the identity is taken from the host",
    by: "Resource Manager",
    check: "identity.assigned",
    does: async (chain) => {
      const body = { identity: { type: "None" } };
      await chain.home.call(`PATCH ${placesIn(chain).host}?api-version=2024-11-01`, body);
    },
  },
  {
    name: "the host has a system-assigned identity instead",
    by: "Resource Manager",
    check: "identity.assigned",
    does: async (chain) => {
      const body = { identity: { type: "SystemAssigned" } };
      await chain.home.call(`PATCH ${placesIn(chain).host}?api-version=2024-11-01`, body);
    },
  },
  {
    name: "the identity is deleted",
    by: "Resource Manager",
    check: "identity.exists",
    alone: "identity.assigned",
    // Its new client id has to be told to the workload.
    repairs: 2,
    does: async (chain) => {
      await chain.home.call(`DELETE ${placesIn(chain).identity}?api-version=2024-11-30`);
    },
  },
  {
    name: "the identity is deleted and made again, under a new principal id",
    by: "Resource Manager",
    check: "credential.subject",
    says: /made again/,
    // The new client id is told to the workload.
    hides: /^(settings.identity|identity)/,
    does: async (chain) => {
      const { identity, host } = placesIn(chain);
      await chain.home.call(`DELETE ${identity}?api-version=2024-11-30`);
      const made = await chain.home.call(`PUT ${identity}?api-version=2024-11-30`, { location: "japaneast" });
      const id = new URL(identity).pathname;
      const body = { identity: { type: "UserAssigned", userAssignedIdentities: { [id]: {} } } };
      await chain.home.call(`PATCH ${host}?api-version=2024-11-01`, body);
      const { clientId } = made["properties"] as { readonly clientId: string };
      await chain.setOnHost({ [settingNames.identityClientId]: clientId });
    },
  },
  {
    name: "the identity's service principal is disabled at home",
    by: "Graph",
    check: "identity.enabled",
    // The platform hands out its token of before for hours: nothing is wrong yet, and the workload sees nothing.
    alone: null,
    does: async (chain) => {
      const id = chain.outcome.managedIdentity?.principalId;
      await chain.home.call(`PATCH https://graph.microsoft.com/v1.0/servicePrincipals/${id}`, {
        accountEnabled: false,
      });
    },
  },
  {
    name: "the process has another host's IDENTITY_HEADER",
    by: "the environment",
    check: "identity.endpoint",
    does: ({ environment }) => void (environment["IDENTITY_HEADER"] = "another-header"),
  },
  {
    name: "the process has its host's IDENTITY_ENDPOINT, and no IDENTITY_HEADER",
    by: "the environment",
    check: "identity.endpoint",
    says: /IDENTITY_HEADER is not set/,
    does: ({ environment }) => void delete environment["IDENTITY_HEADER"],
  },
];
