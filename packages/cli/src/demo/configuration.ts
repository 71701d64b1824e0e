import type { EmulatorEnvironment } from "@tegata/emulator";
import { CliError } from "../errors.ts";

/** A way through both directories: from a host at home to a resource of the other side. */
export interface JourneyPlan {
  readonly host: string;
  readonly hostKind: "appService" | "functionApp";
  /** The emulator's name of the resource's service. */
  readonly service: "blob" | "foundry";
  readonly title: string;
  readonly role: string;
  /** What the access token is for. */
  readonly audience: string;
}

interface DemoNames {
  readonly identity: string;
  readonly application: string;
  readonly journeys: readonly [JourneyPlan, JourneyPlan];
}

/** What the demo sets up, by name: one application, two hosts, two grants. */
export const demoNames: DemoNames = {
  identity: "id-orders",
  application: "orders-cross-tenant",
  journeys: [
    {
      host: "app-orders",
      hostKind: "appService",
      service: "blob",
      title: "A blob, from App Service",
      role: "Storage Blob Data Contributor",
      audience: "https://storage.azure.com",
    },
    {
      host: "func-agents",
      hostKind: "functionApp",
      service: "foundry",
      title: "An agent of AI Foundry, from Functions",
      role: "Foundry User",
      audience: "https://ai.azure.com",
    },
  ],
};

function lacking(): CliError {
  return new CliError("demo.failed", "the emulator has not the two directories that the demo needs", {
    fix: "Run the demo without an emulator of your own.",
  });
}

/** The tegata.yaml of the demo, for both ways or some: what a user would write for these two directories. */
export function demoConfiguration(
  environment: EmulatorEnvironment,
  journeys: readonly JourneyPlan[] = demoNames.journeys,
): string {
  const home = environment.directories[environment.home];
  const resource = environment.directories[environment.resource];
  const scopes = { blob: resource?.storage?.resourceId, foundry: resource?.foundry?.resourceId };
  if (!home || !resource || journeys.some(({ service }) => scopes[service] === undefined)) throw lacking();
  const hosts = journeys.map(({ host, hostKind }) => `    - { kind: ${hostKind}, name: ${host} }`);
  const grants = journeys.map(({ role, service }) => `      - role: ${role}\n        scope: ${scopes[service]}`);
  return `version: 1
cloud: ${environment.resourceManager}
home:
  tenantId: ${home.tenantId}
  subscriptionId: ${home.subscriptionId}
  resourceGroup: ${home.resourceGroup}
  location: japaneast
  identity: ${demoNames.identity}
  hosts:
${hosts.join("\n")}
  application: { name: ${demoNames.application} }
  trusts: [managedIdentity]
resources:
  - tenantId: ${resource.tenantId}
    grants:
${grants.join("\n")}
`;
}
