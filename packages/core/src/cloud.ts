import type { Provenance } from "./provenance.ts";
import { documented } from "./provenance.ts";

export type CloudName = "public" | "usgov" | "china";

/** The APIs of an Azure cloud that this product talks about. */
export type ApiName =
  | "tokenExchange"
  | "resourceManager"
  | "graph"
  | "storage"
  | "foundry"
  | "cognitiveServices"
  | "keyVault";

/** An API that tokens are issued for. Its names are aliases of one audience. */
export interface Api {
  readonly name: ApiName;
  /** The application id of Microsoft's own application; the `aud` of v2 tokens. */
  readonly appId: string;
  readonly displayName: string;
  /**
   * Every URI that means this API. A slash at the end matters to the `aud` claim, not to which API is meant, so the
   * forms without it are listed. The first is what a client should ask for.
   */
  readonly uris: readonly string[];
  /** Hosts below this suffix (`account.blob.core.windows.net`) also mean this API. */
  readonly hostSuffix?: string;
  /** The token form that the API accepts, whichever endpoint the client called. */
  readonly tokenVersion: "1.0" | "2.0";
}

/** One Azure cloud: its hosts, its issuers, its APIs. Nothing crosses from one cloud to another. */
export interface Cloud {
  readonly name: CloudName;
  /** Origin of the token service, without a slash at the end. */
  readonly authority: string;
  /** What v1 tokens carry as issuer is this, the tenant id and a slash. */
  readonly v1IssuerPrefix: string;
  /**
   * What v2 tokens carry as issuer is this, the tenant id and `/v2.0`. Not always the authority: China's tokens name
   * another host, and an emulator that listens elsewhere still issues the cloud's real strings.
   */
  readonly v2IssuerPrefix: string;
  /** Origin of Resource Manager. */
  readonly resourceManager: string;
  /** Origin of Microsoft Graph. */
  readonly graph: string;
  readonly blobSuffix: string;
  readonly foundrySuffix: string;
  readonly apis: Readonly<Record<ApiName, Api>>;
  readonly provenance: Provenance;
}

const appIds = {
  // Read off a real exchange token: https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity
  tokenExchange: "fb60f99c-7a34-4190-8149-302f77469936",
  resourceManager: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  graph: "00000003-0000-0000-c000-000000000000",
  storage: "e406a681-f3d4-42a8-90b6-c2b029497af1",
  foundry: "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe",
  cognitiveServices: "7d312290-28c8-473c-a0ed-8e53749b6d6d",
  keyVault: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
} as const;

interface Hosts {
  readonly tokenExchangeAudience: string;
  readonly resourceManager: string;
  readonly resourceManagerClassic: string;
  readonly graph: string;
  readonly blobSuffix: string;
  readonly foundry: string;
  readonly foundrySuffix: string;
  readonly cognitiveServices: string;
  readonly keyVault: string;
}

function apisOf(hosts: Hosts): Readonly<Record<ApiName, Api>> {
  return {
    tokenExchange: {
      name: "tokenExchange",
      appId: appIds.tokenExchange,
      displayName: "AAD Token Exchange Endpoint",
      uris: [hosts.tokenExchangeAudience],
      tokenVersion: "2.0",
    },
    resourceManager: {
      name: "resourceManager",
      appId: appIds.resourceManager,
      displayName: "Windows Azure Service Management API",
      uris: [hosts.resourceManager, hosts.resourceManagerClassic],
      tokenVersion: "1.0",
    },
    graph: {
      name: "graph",
      appId: appIds.graph,
      displayName: "Microsoft Graph",
      uris: [hosts.graph],
      tokenVersion: "1.0",
    },
    storage: {
      name: "storage",
      appId: appIds.storage,
      displayName: "Azure Storage",
      uris: ["https://storage.azure.com"],
      hostSuffix: hosts.blobSuffix,
      tokenVersion: "1.0",
    },
    foundry: {
      name: "foundry",
      appId: appIds.foundry,
      displayName: "Azure Machine Learning Services",
      uris: [hosts.foundry],
      tokenVersion: "1.0",
    },
    cognitiveServices: {
      name: "cognitiveServices",
      appId: appIds.cognitiveServices,
      displayName: "Microsoft Cognitive Services",
      uris: [hosts.cognitiveServices],
      tokenVersion: "1.0",
    },
    keyVault: {
      name: "keyVault",
      appId: appIds.keyVault,
      displayName: "Azure Key Vault",
      uris: [hosts.keyVault],
      tokenVersion: "1.0",
    },
  };
}

function cloudOf(
  hosts: Hosts,
  rest: Pick<Cloud, "name" | "authority" | "v1IssuerPrefix" | "v2IssuerPrefix" | "provenance">,
): Cloud {
  const { resourceManager, graph, blobSuffix, foundrySuffix } = hosts;
  return { ...rest, resourceManager, graph, blobSuffix, foundrySuffix, apis: apisOf(hosts) };
}

/**
 * The Azure clouds in which a managed identity can be trusted, with the exchange audience of each. The Foundry hosts of
 * usgov and china follow the naming of their clouds and are inferred; there may be no such service.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: cloudOf(
    {
      tokenExchangeAudience: "api://AzureADTokenExchange",
      resourceManager: "https://management.azure.com",
      resourceManagerClassic: "https://management.core.windows.net",
      graph: "https://graph.microsoft.com",
      blobSuffix: "blob.core.windows.net",
      foundry: "https://ai.azure.com",
      foundrySuffix: "services.ai.azure.com",
      cognitiveServices: "https://cognitiveservices.azure.com",
      keyVault: "https://vault.azure.net",
    },
    {
      name: "public",
      authority: "https://login.microsoftonline.com",
      v1IssuerPrefix: "https://sts.windows.net/",
      v2IssuerPrefix: "https://login.microsoftonline.com/",
      provenance: documented(
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity",
      ),
    },
  ),
  usgov: cloudOf(
    {
      tokenExchangeAudience: "api://AzureADTokenExchangeUSGov",
      resourceManager: "https://management.usgovcloudapi.net",
      resourceManagerClassic: "https://management.core.usgovcloudapi.net",
      graph: "https://graph.microsoft.us",
      blobSuffix: "blob.core.usgovcloudapi.net",
      foundry: "https://ai.azure.us",
      foundrySuffix: "services.ai.azure.us",
      cognitiveServices: "https://cognitiveservices.azure.us",
      keyVault: "https://vault.usgovcloudapi.net",
    },
    {
      name: "usgov",
      authority: "https://login.microsoftonline.us",
      v1IssuerPrefix: "https://sts.windows.net/",
      v2IssuerPrefix: "https://login.microsoftonline.us/",
      provenance: documented(
        "https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure",
      ),
    },
  ),
  china: cloudOf(
    {
      tokenExchangeAudience: "api://AzureADTokenExchangeChina",
      resourceManager: "https://management.chinacloudapi.cn",
      resourceManagerClassic: "https://management.core.chinacloudapi.cn",
      graph: "https://microsoftgraph.chinacloudapi.cn",
      blobSuffix: "blob.core.chinacloudapi.cn",
      foundry: "https://ai.azure.cn",
      foundrySuffix: "services.ai.azure.cn",
      cognitiveServices: "https://cognitiveservices.azure.cn",
      keyVault: "https://vault.azure.cn",
    },
    {
      name: "china",
      authority: "https://login.chinacloudapi.cn",
      v1IssuerPrefix: "https://sts.chinacloudapi.cn/",
      // The discovery metadata that msal-node carries: https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-common/src/authority/AuthorityMetadata.ts
      v2IssuerPrefix: "https://login.partner.microsoftonline.cn/",
      provenance: documented("https://learn.microsoft.com/azure/china/resources-developer-guide"),
    },
  ),
};

/** The issuer of v2 tokens of a directory; what a federated identity credential for its managed identities names. */
export function v2Issuer(cloud: Cloud, tenantId: string): string {
  return `${cloud.v2IssuerPrefix}${tenantId}/v2.0`;
}

/** The issuer of v1 tokens of a directory. Mind the slash at the end. */
export function v1Issuer(cloud: Cloud, tenantId: string): string {
  return `${cloud.v1IssuerPrefix}${tenantId}/`;
}

/** The audience of exchange tokens in a cloud: `api://AzureADTokenExchange` and its national forms. */
export function tokenExchangeAudience(cloud: Cloud): string {
  return cloud.apis.tokenExchange.uris[0] as string;
}
