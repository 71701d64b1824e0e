import { beforeEach, describe, expect, it } from "vitest";
import type { Chain } from "../../chain.ts";
import { aChain } from "../../chain.ts";
import { fabrikam } from "../../emulator.ts";
import { callArm } from "../../wire.ts";
import { callBlob } from "./storage.ts";

const group = `/${fabrikam.group.slice(1)}` as const;
const containers = `/${fabrikam.storage.slice(1)}/blobServices/default/containers` as const;
const version = "?api-version=2026-09-01";

let chain: Chain;
let token: string;
beforeEach(async () => {
  chain = await aChain({ role: true });
  token = await chain.token();
});

const upload = { body: "an order", headers: { "x-ms-blob-type": "BlockBlob", "content-length": "8" } };
const put = async (path: string): Promise<number> =>
  (await callBlob(chain, `PUT ${path}`, { token, ...upload })).status;

describe("a container of Resource Manager's", () => {
  it("takes blobs as soon as it is made, keeps them when it is put again, and is gone with them when it is deleted", async () => {
    expect(await put("/managed/a.txt")).toBe(404);
    const body = { properties: {} };
    expect((await callArm(chain.emulator, "fabrikam", `PUT ${containers}/managed${version}`, { body })).status).toBe(
      201,
    );
    expect(await put("/managed/a.txt")).toBe(201);
    expect((await callArm(chain.emulator, "fabrikam", `PUT ${containers}/managed${version}`, { body })).status).toBe(
      200,
    );
    expect((await callBlob(chain, "GET /managed/a.txt", { token })).text).toBe("an order");
    const deleted = await callArm(chain.emulator, "fabrikam", `DELETE ${containers}/managed${version}`);
    expect(deleted.status).toBe(200);
    expect((await callBlob(chain, "GET /managed/a.txt", { token })).status).toBe(404);
    expect((await callArm(chain.emulator, "fabrikam", `PUT ${containers}/managed${version}`, { body })).status).toBe(
      201,
    );
    expect((await callBlob(chain, "GET /managed/a.txt", { token })).status).toBe(404);
  });

  it("is made by a deployment too", async () => {
    const template = {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      resources: [
        {
          type: "Microsoft.Storage/storageAccounts/blobServices/containers",
          apiVersion: "2023-05-01",
          name: "fabrikamdata/default/deployed",
          properties: {},
        },
      ],
    };
    const path = `PUT ${group}/providers/Microsoft.Resources/deployments/one?api-version=2024-03-01` as const;
    const answer = await callArm(chain.emulator, "fabrikam", path, {
      body: { properties: { mode: "Incremental", template } },
    });
    expect(answer.status).toBeLessThan(300);
    expect(await put("/deployed/a.txt")).toBe(201);
  });

  it("may have been made with Blob before", async () => {
    expect((await callBlob(chain, "PUT /orders?restype=container", { token })).status).toBe(201);
    expect(await put("/orders/a.txt")).toBe(201);
    const body = { properties: {} };
    expect((await callArm(chain.emulator, "fabrikam", `PUT ${containers}/orders${version}`, { body })).status).toBe(
      201,
    );
    expect((await callBlob(chain, "GET /orders/a.txt", { token })).text).toBe("an order");
  });
});
