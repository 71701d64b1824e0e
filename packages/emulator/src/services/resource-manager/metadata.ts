import type { Context } from "../../context.ts";

/** The oldest form, which the Azure CLI asks for when it knows Resource Manager's address only. */
function metadata2015(context: Context): Record<string, unknown> {
  const { origins } = context;
  return {
    galleryEndpoint: origins.resourceManager,
    graphEndpoint: origins.graph,
    portalEndpoint: origins.resourceManager,
    authentication: {
      loginEndpoint: origins.token,
      audiences: [origins.resourceManager, "https://management.azure.com/"],
    },
  };
}

/** The present form, which Terraform and this product's setup read. Endpoints carry no slash at the end. */
function metadata2022(context: Context): Record<string, unknown> {
  const { origins } = context;
  const blobHost = new URL(origins.blob).host;
  return {
    name: "TegataEmulator",
    portal: origins.resourceManager,
    authentication: {
      loginEndpoint: origins.token,
      audiences: [origins.resourceManager, "https://management.azure.com/"],
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager: origins.resourceManager,
    microsoftGraphResourceId: origins.graph,
    graphAudience: `${origins.graph}/`,
    graph: origins.graph,
    media: "",
    batch: origins.resourceManager,
    suffixes: {
      storage: blobHost,
      keyVaultDns: "vault.localhost",
      sqlServerHostname: "database.localhost",
      acrLoginServer: "azurecr.localhost",
    },
  };
}

/** `GET /metadata/endpoints`, in the form that belongs to the api-version. Needs no token, as in Azure. */
export function metadataResponse(context: Context, apiVersion: string): Response {
  if (apiVersion < "2018-01-01") return Response.json(metadata2015(context));
  // From 2019 to 2021 the answer is a list of clouds, since 2022 one object.
  return Response.json(apiVersion < "2022-01-01" ? [metadata2022(context)] : metadata2022(context));
}
