import type { TestEmulator } from "./emulator.ts";
import { anEmulator, contoso, fabrikam } from "./emulator.ts";
import type { Answer, Company } from "./wire.ts";
import { askAppService, callArm, callGraph, exchangeForm, field, postToken } from "./wire.ts";

export const storageBlobDataContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
export const exchangeAudience = "api://AzureADTokenExchange";
export const storageScope = "https://storage.azure.com/.default";

export interface Credential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export interface ChainOptions {
  readonly signInAudience?: string;
  /** What of the federated credential differs from the right one; `null` for none at all. */
  readonly credential?: Partial<Credential> | null | ((identity: Identity) => Partial<Credential>);
  /** The directory that the application is registered in. Default: contoso, where the identity is. */
  readonly applicationIn?: Company;
  /** Whether fabrikam has a service principal of the application. Default: yes, if it can have one. */
  readonly servicePrincipal?: boolean;
  /** Whether that principal holds Storage Blob Data Contributor on the account. Default: no. */
  readonly role?: boolean;
  /** What the emulator is made with. */
  readonly emulator?: Parameters<typeof anEmulator>[0];
  /** The identity of `app-orders`. Default: the user-assigned one. */
  readonly host?: "UserAssigned" | "SystemAssigned";
}

export interface Identity {
  readonly id: string;
  readonly principalId: string;
  readonly clientId: string;
}

export interface Chain {
  readonly emulator: TestEmulator;
  readonly identity: Identity;
  readonly application: { readonly id: string; readonly appId: string };
  /** Object id of the application's service principal in fabrikam; empty when there is none. */
  readonly principalId: string;
  /** Hop 1: the identity's token for a resource. */
  readonly assertion: (resource?: string) => Promise<string>;
  /** Hop 2: the exchange, with the right assertion unless told otherwise. */
  readonly exchange: (changes?: Partial<Record<string, string | undefined>>) => Promise<Answer>;
  /** Hop 2's token for storage. */
  readonly token: () => Promise<string>;
}

export const identityPath =
  `${contoso.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders` as const;
export const hostPath = `${contoso.group}/providers/Microsoft.Web/sites/app-orders` as const;
export const vmPath = `${contoso.group}/providers/Microsoft.Compute/virtualMachines/vm-batch` as const;

/** An answer of the making of a chain, which must have succeeded. */
function made(answer: Answer): unknown {
  if (answer.status >= 300) throw new Error(`the chain could not be made: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** Makes a user-assigned identity in contoso. */
export async function anIdentity(emulator: TestEmulator, name = "id-orders"): Promise<Identity> {
  const path = `${contoso.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as const;
  const body = { location: "japaneast" };
  const identity = made(await callArm(emulator, "contoso", `PUT ${path}?api-version=2024-11-30`, { body }));
  return {
    id: field(identity, "id"),
    principalId: field(identity, "properties.principalId"),
    clientId: field(identity, "properties.clientId"),
  };
}

/** Sets the identities of a host. */
export async function assign(emulator: TestEmulator, path: `/${string}`, identity: object): Promise<unknown> {
  return made(await callArm(emulator, "contoso", `PATCH ${path}?api-version=2024-11-01`, { body: { identity } }));
}

/** Gives a principal Storage Blob Data Contributor on fabrikam's account. */
export async function grantStorage(
  emulator: TestEmulator,
  principalId: string,
  scope: string = fabrikam.storage,
): Promise<unknown> {
  const name = emulator.world.uuid();
  const roleDefinitionId = `/subscriptions/22222222-0000-4000-8000-00000000005b/providers/Microsoft.Authorization/roleDefinitions/${storageBlobDataContributor}`;
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const body = { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } };
  return made(await callArm(emulator, "fabrikam", `PUT /${path.slice(1)}`, { body }));
}

async function hostIdentity(emulator: TestEmulator, kind: ChainOptions["host"]): Promise<Identity> {
  if (kind !== "SystemAssigned") {
    const identity = await anIdentity(emulator);
    await assign(emulator, hostPath, { type: "UserAssigned", userAssignedIdentities: { [identity.id]: {} } });
    return identity;
  }
  const host = await assign(emulator, hostPath, { type: "SystemAssigned" });
  const principalId = field(host, "identity.principalId");
  const principal = made(await callGraph(emulator, "contoso", `GET /v1.0/servicePrincipals/${principalId}`));
  return { id: field(host, "id"), principalId, clientId: field(principal, "appId") };
}

async function anApplication(emulator: TestEmulator, options: ChainOptions, identity: Identity) {
  const { signInAudience = "AzureADMultipleOrgs", applicationIn: company = "contoso" } = options;
  const body = { displayName: "orders-cross-tenant", signInAudience };
  const created = made(await callGraph(emulator, company, "POST /v1.0/applications", { body }));
  const application = { id: field(created, "id"), appId: field(created, "appId") };
  if (options.credential !== null) {
    const changes = typeof options.credential === "function" ? options.credential(identity) : options.credential;
    const { issuer, subject, audience }: Credential = {
      issuer: `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
      subject: identity.principalId,
      audience: exchangeAudience,
      ...changes,
    };
    const credential = { name: "managed-identity", issuer, subject, audiences: [audience] };
    const path = `/v1.0/applications/${application.id}/federatedIdentityCredentials` as const;
    made(await callGraph(emulator, company, `POST ${path}`, { body: credential }));
  }
  return application;
}

/** Makes the whole chain over the wire, each half with its own operator's token. */
export async function aChain(options: ChainOptions = {}): Promise<Chain> {
  const emulator = await anEmulator(options.emulator);
  const identity = await hostIdentity(emulator, options.host);
  const { id, appId } = await anApplication(emulator, options, identity);
  const body = { appId };
  const wanted = options.servicePrincipal ?? options.signInAudience !== "AzureADMyOrg";
  const principalId = wanted
    ? field(made(await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body })), "id")
    : "";
  if (options.role) await grantStorage(emulator, principalId);
  const selector = options.host === "SystemAssigned" ? "" : `&client_id=${identity.clientId}`;
  const assertion = async (resource: string = exchangeAudience): Promise<string> => {
    const query = `api-version=2019-08-01&resource=${encodeURIComponent(resource)}${selector}`;
    return field(made(await askAppService(emulator, query)), "access_token");
  };
  const exchange: Chain["exchange"] = async (changes = {}) => {
    const given = changes["client_assertion"];
    const fields = { ...exchangeForm(appId, given ?? (await assertion()), storageScope), ...changes };
    return postToken(emulator, fields);
  };
  const token = async (): Promise<string> => field(made(await exchange()), "access_token");
  return { emulator, identity, application: { id, appId }, principalId, assertion, exchange, token };
}
