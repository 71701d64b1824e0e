import { describe, expect, it } from "vitest";
import { anEmulator, arm } from "../../emulator.ts";
import { read } from "../../wire.ts";

const present = {
  name: "TegataEmulator",
  portal: "https://localhost:7412",
  authentication: {
    loginEndpoint: "https://localhost:7411",
    audiences: ["https://localhost:7412", "https://management.azure.com/"],
    tenant: "common",
    identityProvider: "AAD",
  },
  resourceManager: "https://localhost:7412",
  microsoftGraphResourceId: "https://localhost:7413",
  graphAudience: "https://localhost:7413/",
  graph: "https://localhost:7413",
  media: "",
  batch: "https://localhost:7412",
  suffixes: {
    storage: "localhost:7414",
    keyVaultDns: "vault.localhost",
    sqlServerHostname: "database.localhost",
    acrLoginServer: "azurecr.localhost",
  },
};

async function metadata(path: string): Promise<unknown> {
  const emulator = await anEmulator();
  const { status, body } = await read(await emulator.fetch(new Request(`${arm}${path}`)));
  return { status, body };
}

describe("the cloud's metadata", () => {
  it("needs no token, and is one object since 2022, as Terraform reads it", async () => {
    const wanted = { status: 200, body: present };
    expect(await metadata("/metadata/endpoints?api-version=2022-09-01")).toEqual(wanted);
    expect(await metadata("/metadata/endpoints")).toEqual(wanted);
    expect(await metadata("//metadata//endpoints/?api-version=2023-11-01")).toEqual(wanted);
  });

  it("is a list of clouds from 2019 on, as the Azure CLI reads it", async () => {
    expect(await metadata("/metadata/endpoints?api-version=2019-05-01")).toEqual({ status: 200, body: [present] });
  });

  it("has the old form for the Azure CLI that knows one endpoint only", async () => {
    expect(await metadata("/metadata/endpoints?api-version=2015-01-01")).toEqual({
      status: 200,
      body: {
        galleryEndpoint: "https://localhost:7412",
        graphEndpoint: "https://localhost:7413",
        portalEndpoint: "https://localhost:7412",
        authentication: {
          loginEndpoint: "https://localhost:7411",
          audiences: ["https://localhost:7412", "https://management.azure.com/"],
        },
      },
    });
  });
});
