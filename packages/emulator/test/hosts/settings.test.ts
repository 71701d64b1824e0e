import { describe, expect, it } from "vitest";
import { anAdmin } from "../admin/an-admin.ts";
import { hostPath } from "../chain.ts";
import { contoso } from "../emulator.ts";
import { callArm } from "../wire.ts";

describe("a host's settings", () => {
  it("are what Resource Manager has as the application settings of a site, and nothing at first", async () => {
    const { emulator, call } = await anAdmin();
    expect(await call("GET /hosts/app-orders/settings")).toEqual({ status: 200, body: {} });
    const put = {
      body: { properties: { STORAGE_CONTAINER: "orders", PORT: 80, AZURE_CLIENT_ID: "c" } },
    };
    await callArm(emulator, "contoso", `PUT ${hostPath}/config/appsettings?api-version=2024-11-01`, put);
    const body = { STORAGE_CONTAINER: "orders", PORT: "80", AZURE_CLIENT_ID: "c" };
    expect(await call("GET /hosts/app-orders/settings")).toEqual({ status: 200, body });
    expect(await call("GET /hosts/func-agents/settings")).toEqual({ status: 200, body: {} });
  });

  it("are the variables of a container app's first container", async () => {
    const { emulator, call } = await anAdmin();
    await call("POST /hosts", { name: "aca-orders", kind: "containerApp" });
    const template = {
      containers: [
        {
          env: [
            { name: "STORAGE_CONTAINER", value: "orders" },
            { name: "KEY", secretRef: "k" },
          ],
        },
      ],
    };
    const patch =
      `PATCH ${contoso.group}/providers/Microsoft.App/containerApps/aca-orders?api-version=2024-03-01` as const;
    await callArm(emulator, "contoso", patch, { body: { properties: { template } } });
    expect(await call("GET /hosts/aca-orders/settings")).toEqual({
      status: 200,
      body: { STORAGE_CONTAINER: "orders" },
    });
  });

  it("of a host that is not there are not found", async () => {
    const { call } = await anAdmin();
    expect((await call("GET /hosts/app-other/settings")).status).toBe(404);
  });
});
