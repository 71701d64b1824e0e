import { findBuiltInRole } from "@tegata/core";
import type { Emulator } from "../emulator.ts";
import type { HostEnvironment } from "../environment.ts";
import type { Operator } from "./operator-calls.ts";
import { askForToken, at, operatorOf, succeeded } from "./operator-calls.ts";

export interface ReadyChainOptions {
  /** Where the workload runs: an App Service or Functions host. Default `app-orders`. */
  readonly host?: string;
  /** A built-in role by name, or `null` for none. Default `Storage Blob Data Contributor`. */
  readonly role?: string | null;
  /** Where the role is assigned, below the storage account: a container's name. Default: on the account itself. */
  readonly container?: string;
  /** Names what is made, so that one emulator may hold several chains. Default `orders`. */
  readonly name?: string;
}

/** Everything between a host in the home directory and a storage account in the resource directory. */
export interface ReadyChain {
  readonly home: { readonly tenantId: string };
  readonly resource: { readonly tenantId: string };
  readonly host: HostEnvironment & { readonly name: string };
  readonly identity: { readonly resourceId: string; readonly clientId: string; readonly principalId: string };
  readonly application: { readonly objectId: string; readonly clientId: string };
  /** Object id of the application's service principal in the resource directory: what the role is assigned to. */
  readonly principalId: string;
  readonly storage: { readonly account: string; readonly resourceId: string; readonly blobEndpoint: string };
  /** Hops 1 and 2 without a socket: a token of the resource directory. Default scope: Storage's. Nothing is cached. */
  readonly token: (scope?: string) => Promise<string>;
}

const exchangeAudience = "api://AzureADTokenExchange";
const storageScope = "https://storage.azure.com/.default";

async function makeIdentity(home: Operator, hostId: string, name: string): Promise<ReadyChain["identity"]> {
  const { subscriptionId, resourceGroup } = home.directory;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${name}`;
  const made = await home.resourceManager(`PUT ${path}?api-version=2024-11-30`, { location: "japaneast" });
  const resourceId = at(made, "id");
  const identity = { type: "UserAssigned", userAssignedIdentities: { [resourceId]: {} } };
  await home.resourceManager(`PATCH ${hostId}?api-version=2024-11-01`, { identity });
  return { resourceId, clientId: at(made, "properties.clientId"), principalId: at(made, "properties.principalId") };
}

async function makeApplication(home: Operator, name: string, subject: string): Promise<ReadyChain["application"]> {
  const wanted = { displayName: `${name}-cross-tenant`, signInAudience: "AzureADMultipleOrgs" };
  const made = await home.graph("POST /v1.0/applications", wanted);
  const objectId = at(made, "id");
  const issuer = `https://login.microsoftonline.com/${home.directory.tenantId}/v2.0`;
  const credential = { name: "managed-identity", issuer, subject, audiences: [exchangeAudience] };
  await home.graph(`POST /v1.0/applications/${objectId}/federatedIdentityCredentials`, credential);
  return { objectId, clientId: at(made, "appId") };
}

async function assignRole(
  resource: Operator,
  principalId: string,
  { role, scope, name }: { readonly role: string; readonly scope: string; readonly name: string },
): Promise<void> {
  const found = findBuiltInRole(role);
  if (!found) throw new Error(`there is no built-in role ${role}`);
  const { subscriptionId } = resource.directory;
  const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${found.id}`;
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const properties = { roleDefinitionId, principalId, principalType: "ServicePrincipal" };
  await resource.resourceManager(`PUT ${path}`, { properties });
}

/** Hop 1: what the host's identity endpoint gives for the exchange. */
async function assertionOf(emulator: Emulator, host: HostEnvironment, clientId: string): Promise<string> {
  const query = new URLSearchParams({
    "api-version": "2019-08-01",
    resource: exchangeAudience,
    client_id: clientId,
  });
  const headers = { "x-identity-header": host.identityHeader ?? "" };
  const response = await emulator.fetch(new Request(`${host.identityEndpoint}?${query.toString()}`, { headers }));
  return at(await succeeded(response, "the identity endpoint"), "access_token");
}

function hostOf(home: Operator, name: string): ReadyChain["host"] {
  const host = home.directory.hosts?.[name];
  if (!host?.identityHeader) throw new Error(`the emulator has no App Service or Functions host ${name}`);
  return { ...host, name };
}

/**
 * Makes a whole chain, each half with its own directory's operator: identity, host, application, federated identity
 * credential, service principal, role assignment. In process, over the real APIs; about fifteen calls.
 *
 * @param running what `startEmulator` or `createEmulator` gave
 * @throws Error when one of the calls is refused, with the emulator's own error
 *
 * @example
 * ```ts
 * import { aReadyChain, createEmulator } from "@tegata/emulator/testing";
 *
 * const emulator = createEmulator();
 * const chain = await aReadyChain(emulator);
 * console.log(chain.storage.blobEndpoint, chain.principalId);
 * ```
 */
export async function aReadyChain(
  running: Emulator | { readonly emulator: Emulator },
  options: ReadyChainOptions = {},
): Promise<ReadyChain> {
  const emulator = "emulator" in running ? running.emulator : running;
  const { host: hostName = "app-orders", role = "Storage Blob Data Contributor", container, name = "orders" } = options;
  const { state } = emulator.context.store;
  const [home, resource] = [operatorOf(emulator, state.home), operatorOf(emulator, state.resource)];
  const { storage } = resource.directory;
  if (!storage) throw new Error("the resource directory has no storage account");
  const host = hostOf(home, hostName);
  const identity = await makeIdentity(home, host.resourceId, name);
  const application = await makeApplication(home, name, identity.principalId);
  const principal = await resource.graph("POST /v1.0/servicePrincipals", { appId: application.clientId });
  const principalId = at(principal, "id");
  const below = container === undefined ? "" : `/blobServices/default/containers/${container}`;
  const assignment = emulator.context.world.uuid();
  if (role !== null)
    await assignRole(resource, principalId, { role, scope: storage.resourceId + below, name: assignment });
  const { tenantId } = resource.directory;
  const token = async (scope = storageScope): Promise<string> =>
    askForToken(emulator, tenantId, {
      grant_type: "client_credentials",
      client_id: application.clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await assertionOf(emulator, host, identity.clientId),
      scope,
    });
  const tenants = { home: { tenantId: home.directory.tenantId }, resource: { tenantId } };
  return { ...tenants, host, identity, application, principalId, storage, token };
}
