import { describe, expect, it } from "vitest";
import { anIdentity, identityPath } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, arm } from "../../emulator.ts";
import { callArm, field, operatorToken } from "../../wire.ts";
import { subscriptions } from "../callers.ts";
import { expectArmRefusal } from "./refusal.ts";

const version = "?api-version=2024-11-30";
const trust = `${identityPath}/federatedIdentityCredentials` as const;
const properties = {
  issuer: "https://oidc.example",
  subject: "system:serviceaccount:shop:orders",
  audiences: ["api://AzureADTokenExchange"],
};

async function anIdentityToTrust(): Promise<TestEmulator> {
  const emulator = await anEmulator();
  await anIdentity(emulator);
  return emulator;
}

describe("federated identity credentials of a managed identity", () => {
  it("are made with 201, replaced with 200, listed, read and deleted", async () => {
    const emulator = await anIdentityToTrust();
    const put = () => callArm(emulator, "contoso", `PUT ${trust}/aks${version}`, { body: { properties } });
    const shown = {
      id: `${trust}/aks`,
      name: "aks",
      type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
      properties,
    };
    expect(await put()).toMatchObject({ status: 201, body: shown });
    expect(await put()).toMatchObject({ status: 200, body: shown });
    expect((await callArm(emulator, "contoso", `GET ${trust}${version}`)).body).toEqual({ value: [shown] });
    expect((await callArm(emulator, "contoso", `DELETE ${trust}/aks${version}`)).status).toBe(200);
    expect((await callArm(emulator, "contoso", `DELETE ${trust}/aks${version}`)).status).toBe(204);
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${trust}/aks${version}`), {
      status: 404,
      code: "NotFound",
      message: "The federated identity credential 'aks' was not found under the managed identity.",
    });
  });

  it("are refused with more than one audience or none, and with a pair that is taken", async () => {
    const emulator = await anIdentityToTrust();
    const put = (name: string, changes: object) =>
      callArm(emulator, "contoso", `PUT ${trust}/${name}${version}`, {
        body: { properties: { ...properties, ...changes } },
      });
    expectArmRefusal(await put("aks", { audiences: ["one", "two"], subject: "" }), {
      status: 400,
      code: "BadRequest",
      message:
        "The federated identity credential is not valid: subject must not be empty; audiences must hold exactly one value.",
    });
    expect((await put("aks", {})).status).toBe(201);
    expectArmRefusal(await put("other", {}), {
      status: 400,
      code: "BadRequest",
      message: "Issuer and subject combination already exists for this Managed Identity.",
    });
  });

  it("are limited to twenty", async () => {
    const emulator = await anIdentityToTrust();
    const put = (index: number) =>
      callArm(emulator, "contoso", `PUT ${trust}/trust-${index}${version}`, {
        body: { properties: { ...properties, subject: `subject-${index}` } },
      });
    for (let index = 1; index <= 20; index += 1) expect((await put(index)).status).toBe(201);
    expectArmRefusal(await put(21), {
      status: 400,
      code: "BadRequest",
      message: "The managed identity already has 20 federated identity credentials, which is the limit.",
    });
  });

  it("are written one at a time: a second write meanwhile is refused with 409", async () => {
    const emulator = await anIdentityToTrust();
    const token = await operatorToken(emulator, "contoso", `${arm}/.default`);
    const put = (index: number) =>
      callArm(emulator, "contoso", `PUT ${trust}/trust-${index}${version}`, {
        token,
        body: { properties: { ...properties, subject: `subject-${index}` } },
      });
    const answers = await Promise.all([1, 2, 3, 4].map(put));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expectArmRefusal(answer, {
        status: 409,
        code: "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        message: `Too many Federated Identity Credentials are written concurrently for the managed identity '${identityPath.toLowerCase()}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
      });
    }
    expect((await put(5)).status).toBe(201);
  });

  it("need their identity", async () => {
    const emulator = await anEmulator();
    expectArmRefusal(await callArm(emulator, "contoso", `PUT ${trust}/aks${version}`, { body: { properties } }), {
      status: 404,
      code: "ParentResourceNotFound",
      message: `Failed to perform 'write' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', because the parent resource '${identityPath}' could not be found.`,
    });
  });
});

describe("resource groups and providers", () => {
  const group = `${subscriptions.contoso}/resourceGroups/rg-new` as const;
  const groupVersion = "?api-version=2024-11-01";

  it("groups are made, and deleted with what is in them, at an address to ask at", async () => {
    const emulator = await anEmulator();
    const body = { location: "japaneast" };
    expect((await callArm(emulator, "contoso", `PUT ${group}${groupVersion}`, { body })).status).toBe(201);
    expect((await callArm(emulator, "contoso", `PUT ${group}${groupVersion}`, { body })).status).toBe(200);
    const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-x` as const;
    const made = await callArm(emulator, "contoso", `PUT ${identity}${version}`, { body });
    const principalId = field(made.body, "properties.principalId");
    const deleted = await callArm(emulator, "contoso", `DELETE ${group}${groupVersion}`);
    expect(deleted.status).toBe(202);
    const location = new URL(deleted.headers.get("location") ?? "");
    const done = await callArm(emulator, "contoso", `GET ${location.pathname as `/${string}`}${location.search}`);
    expect([done.status, done.text]).toEqual([200, ""]);
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${group}${groupVersion}`), {
      status: 404,
      code: "ResourceGroupNotFound",
      message: "Resource group 'rg-new' could not be found.",
    });
    const principals = emulator.context.store.state.directories[0]?.servicePrincipals.map(({ id }) => id);
    expect(principals).not.toContain(principalId);
  });

  it("a provider that is not registered refuses writes until it is", async () => {
    const emulator = await anEmulator();
    const provider = `${subscriptions.contoso}/providers/Microsoft.ManagedIdentity` as const;
    const body = { location: "japaneast" };
    await callArm(emulator, "contoso", `POST ${provider}/unregister${groupVersion}`);
    expectArmRefusal(await callArm(emulator, "contoso", `PUT ${identityPath}${version}`, { body }), {
      status: 409,
      code: "MissingSubscriptionRegistration",
      message:
        "The subscription is not registered to use namespace 'Microsoft.ManagedIdentity'. See https://aka.ms/rps-not-found for how to register subscriptions.",
    });
    const registered = await callArm(emulator, "contoso", `POST ${provider}/register${groupVersion}`);
    expect(field(registered.body, "registrationState")).toBe("Registered");
    expect((await callArm(emulator, "contoso", `PUT ${identityPath}${version}`, { body })).status).toBe(201);
  });
});
