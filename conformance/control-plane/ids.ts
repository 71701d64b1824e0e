// The parts of the emulator's two directories that the cells type.
import { sides } from "../chains.ts";
import type { Stage } from "./scenario.ts";

/** Microsoft Graph, and its delegated permission User.Read, which the portal gives every new application. */
export const microsoftGraph = {
  appId: "00000003-0000-0000-c000-000000000000",
  userRead: "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
};

export const exchangeAudience = "api://AzureADTokenExchange";

export interface Names {
  readonly homeTenantId: string;
  readonly resourceTenantId: string;
  readonly homeSubscription: string;
  readonly resourceSubscription: string;
  readonly storageAccount: string;
  readonly storageScope: string;
  readonly issuer: string;
}

export function namesOf({ emulator }: Stage): Names {
  const { home, resource } = sides(emulator.environment);
  return {
    homeTenantId: home.tenantId,
    resourceTenantId: resource.tenantId,
    homeSubscription: `/subscriptions/${home.subscriptionId}`,
    resourceSubscription: `/subscriptions/${resource.subscriptionId}`,
    storageAccount: resource.storage?.account ?? "",
    storageScope: resource.storage?.resourceId ?? "",
    issuer: `https://login.microsoftonline.com/${home.tenantId}/v2.0`,
  };
}

/** A host's token for the exchange, asked for as a program on it would. */
export async function assertionOf({ emulator }: Stage, host: string, clientId: string): Promise<string> {
  const { identityEndpoint = "", identityHeader = "" } = sides(emulator.environment).home.hosts?.[host] ?? {};
  const query = new URLSearchParams({ "api-version": "2019-08-01", resource: exchangeAudience, client_id: clientId });
  const response = await fetch(`${identityEndpoint}?${query}`, { headers: { "x-identity-header": identityHeader } });
  const body = (await response.json()) as { readonly access_token?: string };
  if (body.access_token === undefined) throw new Error(`${host} gives no token: ${JSON.stringify(body)}`);
  return body.access_token;
}
