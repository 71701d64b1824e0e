import type { FakeAzure } from "./azure.ts";

/** All that both directories hold, without what the services choose. Two pictures are equal when nothing differs. */
export function picture(azure: FakeAzure): Readonly<Record<string, readonly unknown[]>> {
  const { graph, resourceManager } = azure;
  return structuredClone({
    applications: graph.applications,
    servicePrincipals: graph.servicePrincipals,
    appRoles: graph.appRoles,
    resources: [...resourceManager.resources.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    assignments: [...resourceManager.assignments].sort((one, other) => (one.id < other.id ? -1 : 1)),
    settings: [...resourceManager.settings],
  });
}
