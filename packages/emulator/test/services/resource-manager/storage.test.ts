import { describe, expect, it } from "vitest";
import { anEmulator, arm, contoso, fabrikam } from "../../emulator.ts";
import { callArm, operatorToken, read } from "../../wire.ts";
import { expectArmRefusal } from "./refusal.ts";

const version = "?api-version=2026-09-01";
const extra = `${fabrikam.group}/providers/Microsoft.Storage/storageAccounts/fabrikamextra` as const;
const body = { location: "japaneast", kind: "StorageV2", sku: { name: "Standard_LRS" } };

describe("a storage account", () => {
  it("tells its keys when the disk takes nothing any more, and makes no new one", async () => {
    const emulator = await anEmulator();
    const token = await operatorToken(emulator, "fabrikam", `${arm}/.default`);
    Object.assign(emulator.context.store, { save: () => Promise.reject(new Error("no space left")) });
    const call = (action: string, wanted: object) =>
      callArm(emulator, "fabrikam", `POST ${fabrikam.storage}/${action}${version}`, { token, body: wanted });
    expect((await call("listKeys", {})).status).toBe(200);
    expect((await call("regenerateKey", { keyName: "key1" })).status).toBe(500);
  });

  it("is accepted, and shown when its operation is asked for, without its keys, which listKeys gives", async () => {
    const emulator = await anEmulator();
    const accepted = await callArm(emulator, "fabrikam", `PUT ${extra}${version}`, { body });
    expect([accepted.status, accepted.text, accepted.headers.get("retry-after")]).toEqual([202, "", "1"]);
    const location = accepted.headers.get("location") ?? "";
    expect(location).toMatch(/^https:\/\/localhost:7412\/subscriptions\/[^/]+\/operationresults\/[\w-]+\?api-version=/);
    const token = await operatorToken(emulator, "fabrikam", `${arm}/.default`);
    const done = await emulator.fetch(new Request(location, { headers: { authorization: `Bearer ${token}` } }));
    const shown = {
      id: extra,
      name: "fabrikamextra",
      type: "Microsoft.Storage/storageAccounts",
      location: "japaneast",
      tags: {},
      kind: "StorageV2",
      sku: { name: "Standard_LRS", tier: "Standard" },
      properties: {
        primaryEndpoints: {
          blob: "https://localhost:7414/fabrikamextra/",
          queue: "https://fabrikamextra.queue.core.windows.net/",
          table: "https://fabrikamextra.table.core.windows.net/",
          file: "https://fabrikamextra.file.core.windows.net/",
        },
        primaryLocation: "japaneast",
        statusOfPrimary: "available",
        creationTime: "2026-01-02T03:04:05.000Z",
        accessTier: "Hot",
        minimumTlsVersion: "TLS1_0",
        networkAcls: { bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], defaultAction: "Allow" },
        privateEndpointConnections: [],
        supportsHttpsTrafficOnly: true,
        allowSharedKeyAccess: true,
        encryption: {
          keySource: "Microsoft.Storage",
          services: { blob: { enabled: true, keyType: "Account" }, file: { enabled: true, keyType: "Account" } },
        },
        provisioningState: "Succeeded",
      },
    };
    expect(await read(done)).toMatchObject({ status: 200, body: shown });
    const again = await callArm(emulator, "fabrikam", `PUT ${extra}${version}`, { body });
    expect({ status: again.status, body: again.body }).toEqual({ status: 200, body: shown });
    const value = expect.stringMatching(/^[\w+/]{86}==$/);
    expect((await callArm(emulator, "fabrikam", `POST ${extra}/listKeys${version}`)).body).toEqual({
      keys: [
        { keyName: "key1", value, permissions: "FULL" },
        { keyName: "key2", value, permissions: "FULL" },
      ],
    });
  });

  it("gets another key, and its containers", async () => {
    const emulator = await anEmulator();
    const before = await callArm(emulator, "fabrikam", `POST ${fabrikam.storage}/listKeys${version}`);
    const regenerate = `POST ${fabrikam.storage}/regenerateKey${version}` as const;
    const after = await callArm(emulator, "fabrikam", regenerate, { body: { keyName: "key2" } });
    const keys = (answer: { body: unknown }) => (answer.body as { keys: { value: string }[] }).keys;
    expect(keys(after)[0]).toEqual(keys(before)[0]);
    expect(keys(after)[1]?.value).not.toBe(keys(before)[1]?.value);
    const container = `${fabrikam.storage}/blobServices/default/containers/orders` as const;
    const made = await callArm(emulator, "fabrikam", `PUT ${container}${version}`, { body: { properties: {} } });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: container,
        name: "orders",
        type: "Microsoft.Storage/storageAccounts/blobServices/containers",
        properties: {
          publicAccess: "None",
          leaseState: "Available",
          hasLegalHold: false,
          provisioningState: "Succeeded",
        },
      },
    ]);
    const list = `GET ${fabrikam.storage}/blobServices/default/containers${version}` as const;
    expect((await callArm(emulator, "fabrikam", list)).body).toMatchObject({ value: [{ name: "orders" }] });
    expect((await callArm(emulator, "fabrikam", `DELETE ${container}${version}`)).status).toBe(200);
    expect((await callArm(emulator, "fabrikam", `DELETE ${container}${version}`)).status).toBe(204);
  });

  it("is refused under a name that is none, or that is taken in any directory", async () => {
    const emulator = await anEmulator();
    const bad = `${fabrikam.group}/providers/Microsoft.Storage/storageAccounts/Bad_Name` as const;
    expectArmRefusal(await callArm(emulator, "fabrikam", `PUT ${bad}${version}`, { body }), {
      status: 400,
      code: "AccountNameInvalid",
      message:
        "Bad_Name is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.",
    });
    const taken = `${contoso.group}/providers/Microsoft.Storage/storageAccounts/fabrikamdata` as const;
    expectArmRefusal(await callArm(emulator, "contoso", `PUT ${taken}${version}`, { body }), {
      status: 409,
      code: "StorageAccountAlreadyTaken",
      message: "The storage account named fabrikamdata is already taken.",
    });
    const check =
      "POST /subscriptions/11111111-0000-4000-8000-00000000005b/providers/Microsoft.Storage/checkNameAvailability?api-version=2026-09-01";
    const type = "Microsoft.Storage/storageAccounts";
    expect((await callArm(emulator, "contoso", check, { body: { name: "fabrikamdata", type } })).body).toEqual({
      nameAvailable: false,
      reason: "AlreadyExists",
      message: "The storage account named fabrikamdata is already taken.",
    });
    expect((await callArm(emulator, "contoso", check, { body: { name: "free", type } })).body).toEqual({
      nameAvailable: true,
    });
  });
});
