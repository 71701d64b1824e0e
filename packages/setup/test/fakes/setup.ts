import type { ApplyOptions, Configuration, ProgressEvent } from "../../src/index.ts";
import { parseConfiguration } from "../../src/index.ts";
import { FakeAzure } from "./azure.ts";
import { FakeClock } from "./clock.ts";
import { contoso, contosoSubscription, fabrikam, storageAccount } from "./ids.ts";
import { anOperator } from "./token.ts";

export const sites = `/subscriptions/${contosoSubscription}/resourceGroups/rg-app/providers/Microsoft.Web/sites`;
export const virtualMachines = `/subscriptions/${contosoSubscription}/resourceGroups/rg-vm/providers/Microsoft.Compute/virtualMachines`;
export const identityId = `/subscriptions/${contosoSubscription}/resourceGroups/rg-app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders`;

export const orders = `
version: 1
cloud: public
home:
  tenantId: ${contoso}
  subscriptionId: ${contosoSubscription}
  resourceGroup: rg-app
  location: japaneast
  identity: id-orders
  hosts:
    - { kind: appService, name: app-orders }
    - { kind: virtualMachine, name: vm-batch, resourceGroup: rg-vm }
  application: { name: orders-cross-tenant }
  trusts:
    - managedIdentity
    - { issuer: "https://oidc.example/shop", subject: "system:serviceaccount:shop:orders" }
resources:
  - tenantId: ${fabrikam}
    grants:
      - { role: Storage Blob Data Contributor, scope: ${storageAccount} }
      - { role: Foundry User, scope: ${storageAccount.replace("Microsoft.Storage/storageAccounts", "Microsoft.CognitiveServices/accounts")}/projects/proj }
`;

/** The hosts of `orders`, one of them with identities of its own. */
export function anAzure(): FakeAzure {
  const azure = new FakeAzure();
  azure.resourceManager.addHost(`${sites}/app-orders`);
  azure.resourceManager.addHost(`${virtualMachines}/vm-batch`, {
    type: "SystemAssigned",
    principalId: "0b1ec7d0-0000-4000-8000-000000000001",
  });
  return azure;
}

export interface Bench {
  readonly azure: FakeAzure;
  readonly clock: FakeClock;
  readonly events: ProgressEvent[];
  readonly options: ApplyOptions;
}

/** A configuration, two operators and everything else that a run takes. */
export function aBench(azure: FakeAzure = anAzure(), configuration: Configuration = parseConfiguration(orders)): Bench {
  const clock = new FakeClock();
  const events: ProgressEvent[] = [];
  const options: ApplyOptions = {
    configuration,
    operators: { home: anOperator(contoso), resource: anOperator(fabrikam) },
    fetch: azure.fetch,
    clock,
    randomUuid: () => "c0ffee00-0000-4000-8000-000000000000",
    onProgress: (event) => events.push(event),
  };
  return { azure, clock, events, options };
}
