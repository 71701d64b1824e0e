import type { EmulatorEnvironment } from "@tegata/emulator";
import { CliError } from "../errors.ts";

/** What the demo sets up, by name. */
export const demoNames = {
  host: "app-orders",
  identity: "id-orders",
  application: "orders-cross-tenant",
  role: "Storage Blob Data Contributor",
} as const;

/** The tegata.yaml of the demo: what a user would write for these two directories. */
export function demoConfiguration(environment: EmulatorEnvironment): string {
  const home = environment.directories[environment.home];
  const resource = environment.directories[environment.resource];
  if (!home || !resource?.storage) {
    throw new CliError("demo.failed", "the emulator has not the two directories that the demo needs", {
      fix: "Run the demo without an emulator of your own.",
    });
  }
  return `version: 1
cloud: ${environment.resourceManager}
home:
  tenantId: ${home.tenantId}
  subscriptionId: ${home.subscriptionId}
  resourceGroup: ${home.resourceGroup}
  location: japaneast
  identity: ${demoNames.identity}
  hosts: [{ kind: appService, name: ${demoNames.host} }]
  application: { name: ${demoNames.application} }
  trusts: [managedIdentity]
resources:
  - tenantId: ${resource.tenantId}
    grants:
      - role: ${demoNames.role}
        scope: ${resource.storage.resourceId}
`;
}
