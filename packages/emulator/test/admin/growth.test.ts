import { describe, expect, it } from "vitest";
import { hostEnvironment } from "../../src/index.ts";
import { environmentOf } from "../../src/environment.ts";
import { arm, token } from "../emulator.ts";
import { decode, field, read } from "../wire.ts";
import type { Admin } from "./an-admin.ts";
import { anAdmin, invalid } from "./an-admin.ts";

const northwind = {
  name: "northwind",
  tenantId: "55555555-5555-4555-8555-555555555555",
  subscriptionId: "55555555-0000-4000-8000-00000000005b",
};
const made = {
  name: "northwind",
  tenantId: northwind.tenantId,
  domain: "northwind.onmicrosoft.com",
  subscriptionId: northwind.subscriptionId,
  resourceGroup: "rg-northwind",
  operator: {
    clientId: expect.stringMatching(/^[-\da-f]{36}$/),
    clientSecret: expect.stringMatching(/^...8Q~[\w-]{34}$/),
  },
};

async function armToken({ emulator }: Admin, operator: { clientId: string; clientSecret: string }): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: operator.clientId,
    client_secret: operator.clientSecret,
    scope: `${arm}/.default`,
  });
  const request = new Request(`${token}/northwind.onmicrosoft.com/oauth2/v2.0/token`, { method: "POST", body: form });
  return field((await read(await emulator.fetch(request))).body, "access_token");
}

describe("a directory that is added while the emulator runs", () => {
  it("has an operator at once who owns its subscription and nothing else", async () => {
    const admin = await anAdmin();
    const added = await admin.call("POST /directories", northwind);
    expect(added).toEqual({ status: 201, body: made });
    const { operator } = added.body as { operator: { clientId: string; clientSecret: string } };
    const bearer = await armToken(admin, operator);
    expect(decode(bearer).claims["iss"]).toBe("https://sts.windows.net/55555555-5555-4555-8555-555555555555/");
    const get = async (path: string) => {
      const request = new Request(`${arm}${path}?api-version=2022-09-01`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      return (await read(await admin.emulator.fetch(request))).status;
    };
    expect(await get("/subscriptions/55555555-0000-4000-8000-00000000005b/resourceGroups/rg-northwind")).toBe(200);
    expect(await get("/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app")).toBe(401);
  });

  it("has ids of its own when none are given, and a display name that reads well", async () => {
    const { emulator, call } = await anAdmin();
    const { body } = await call("POST /directories", { name: "tailspin" });
    expect(field(body, "tenantId")).toMatch(/^e0000000-/);
    expect(emulator.context.truth.directories.map(({ displayName }) => displayName)).toEqual([
      "Contoso",
      "Fabrikam",
      "Tailspin",
    ]);
  });

  it("is refused when it is not new or not well described, with every fault", async () => {
    const { emulator, call } = await anAdmin();
    const known = {
      name: "contoso",
      tenantId: "22222222-2222-4222-8222-222222222222",
      subscriptionId: "11111111-0000-4000-8000-00000000005b",
    };
    expect(await call("POST /directories", known)).toEqual(
      invalid(
        "there is a directory contoso already",
        "tenantId is another directory's",
        "subscriptionId is another directory's",
      ),
    );
    expect(
      await call("POST /directories", { name: "../etc", tenantId: "x", resourceGroup: "a b", colour: "red" }),
    ).toEqual(
      invalid(
        "name must be 2 to 40 lower-case letters, digits and hyphens, a letter first",
        "resourceGroup must be a resource group's name",
        "tenantId must be a GUID",
        "there is no colour",
      ),
    );
    expect(emulator.context.truth.directories).toHaveLength(2);
  });

  it("rolls its keys when told to; with no grace the old key is gone", async () => {
    const { emulator, call } = await anAdmin();
    await call("POST /directories", northwind);
    const kids = async () => {
      const request = new Request(`${token}/northwind.onmicrosoft.com/discovery/v2.0/keys`);
      return ((await read(await emulator.fetch(request))).body as { keys: { kid: string }[] }).keys.map(
        ({ kid }) => kid,
      );
    };
    const [first = ""] = await kids();
    const { status, body } = await call("POST /directories/northwind/roll-keys", { graceSeconds: 0 });
    expect([status, (body as { kids: string[] }).kids.includes(first)]).toEqual([200, false]);
    expect((await kids()).includes(first)).toBe(false);
    expect(await call("POST /directories/nowhere/roll-keys", { graceSeconds: -1 })).toEqual(
      invalid("graceSeconds must be a whole number from 0 to 31536000", "there is no directory nowhere"),
    );
  });
});

describe("a host that is added while the emulator runs", () => {
  it.each(["appService", "functionApp", "containerApp"])(
    "of kind %s answers at an endpoint of its own at once",
    async (kind) => {
      const { emulator, call } = await anAdmin();
      const { status, body } = await call("POST /hosts", { name: "new-host", kind });
      const type = kind === "containerApp" ? "Microsoft.App/containerApps" : "Microsoft.Web/sites";
      expect({ status, body }).toEqual({
        status: 201,
        body: {
          name: "new-host",
          directory: "contoso",
          kind,
          resourceId: `/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app/providers/${type}/new-host`,
          identityEndpoint: "http://127.0.0.1:7500/msi/token",
          identityHeader: expect.stringMatching(/^[\w-]{40}$/),
        },
      });
      const headers = { "x-identity-header": field(body, "identityHeader") };
      const query = "api-version=2019-08-01&resource=https://storage.azure.com";
      const answer = await read(
        await emulator.fetch(new Request(`http://127.0.0.1:7500/msi/token?${query}`, { headers })),
      );
      expect([answer.status, field(answer.body, "message").startsWith("No User Assigned")]).toEqual([400, true]);
    },
  );

  it("of kind virtualMachine in another directory has IMDS without a secret", async () => {
    const { emulator, call } = await anAdmin();
    await call("POST /directories", northwind);
    const { body } = await call("POST /hosts", { name: "vm-two", kind: "virtualMachine", directory: "northwind" });
    expect(body).toEqual({
      name: "vm-two",
      directory: "northwind",
      kind: "virtualMachine",
      resourceId:
        "/subscriptions/55555555-0000-4000-8000-00000000005b/resourceGroups/rg-northwind/providers/Microsoft.Compute/virtualMachines/vm-two",
      identityEndpoint: "http://127.0.0.1:7500",
    });
    const request = new Request(
      "http://127.0.0.1:7500/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x",
      { headers: { metadata: "true" } },
    );
    expect((await read(await emulator.fetch(request))).body).toEqual({
      error: "invalid_request",
      error_description: "Identity not found",
    });
  });

  it("of kind kubernetes has a token file in place of an endpoint, and the webhook's variables", async () => {
    const { emulator, call } = await anAdmin();
    const clientId = "44444444-4444-4444-8444-444444444444";
    const { body } = await call("POST /hosts", {
      name: "pod-orders",
      kind: "kubernetes",
      namespace: "shop",
      serviceAccount: "orders",
      clientId,
    });
    const tokenFile = "/state/hosts/pod-orders/azure-identity-token";
    expect(body).toEqual({
      name: "pod-orders",
      directory: "contoso",
      kind: "kubernetes",
      resourceId:
        "/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app/providers/Microsoft.ContainerService/managedClusters/pod-orders",
      identityEndpoint: "",
      workload: {
        tenantId: "11111111-1111-4111-8111-111111111111",
        authorityHost: "https://login.microsoftonline.com/",
        clientId,
        tokenFile,
        subject: "system:serviceaccount:shop:orders",
        issuer:
          "https://japaneast.oic.prod-aks.azure.com/11111111-1111-4111-8111-111111111111/33333333-0000-4000-8000-0000000000e5/",
      },
    });
    const files = {
      ca: "",
      caBundle: "",
      trustStore: "",
      stateFolder: "",
      adminKeyFile: "",
      proxy: "http://127.0.0.1:8",
    };
    const variables = hostEnvironment(environmentOf(emulator.context, files), "pod-orders", { IDENTITY_ENDPOINT: "x" });
    const azure = Object.entries(variables ?? {}).filter(([name]) => /^(AZURE|IDENTITY|MSI|WEBSITE)_/.test(name));
    expect(Object.fromEntries(azure)).toEqual({
      AZURE_TENANT_ID: "11111111-1111-4111-8111-111111111111",
      AZURE_CLIENT_ID: clientId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
      AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
    });
  });

  it("is refused with everything that is wrong with it", async () => {
    const { call } = await anAdmin();
    expect(
      await call("POST /hosts", { name: "app-orders", kind: "mainframe", directory: "nowhere", namespace: "x" }),
    ).toEqual(
      invalid(
        "kind must be one of appService, functionApp, containerApp, virtualMachine, kubernetes",
        "there is a host app-orders already",
        "there is no directory nowhere",
        "there is no namespace",
      ),
    );
    expect(
      await call("POST /hosts", {
        name: "pod",
        kind: "kubernetes",
        namespace: "UP",
        serviceAccount: "a/b",
        clientId: "x",
      }),
    ).toEqual(
      invalid(
        "namespace must be a Kubernetes namespace",
        "serviceAccount must be a service account's name",
        "clientId must be a GUID",
      ),
    );
  });
});
