import { describe, expect, it } from "vitest";
import { anIdentity, assign, hostPath, identityPath, vmPath } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso } from "../../emulator.ts";
import { callArm, callGraph, field } from "../../wire.ts";
import { expectArmRefusal } from "./refusal.ts";

const version = "?api-version=2024-11-30";
const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const identity = {
  id: identityPath,
  name: "id-orders",
  type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  location: "japaneast",
  tags: {},
  properties: { tenantId: contoso.tenantId, principalId: guid, clientId: guid },
};

async function principals(emulator: TestEmulator): Promise<string[]> {
  const { body } = await callGraph(emulator, "contoso", "GET /v1.0/servicePrincipals");
  return (body as { value: { displayName: string }[] }).value.map(({ displayName }) => displayName);
}

describe("user-assigned identities", () => {
  it("are made with 201, made again with 200 and the same ids, and read", async () => {
    const emulator = await anEmulator();
    const body = { location: "Japan East" };
    const created = await callArm(emulator, "contoso", `PUT ${identityPath}${version}`, { body });
    expect({ status: created.status, body: created.body }).toEqual({ status: 201, body: identity });
    const again = await callArm(emulator, "contoso", `PUT ${identityPath}${version}`, {
      body: { ...body, tags: { a: "b" } },
    });
    expect({ status: again.status, body: again.body }).toEqual({
      status: 200,
      body: { ...(created.body as object), tags: { a: "b" } },
    });
    expect(
      (await callArm(emulator, "contoso", `GET ${identityPath.toUpperCase() as `/${string}`}${version}`)).body,
    ).toEqual(again.body);
    const list = `${contoso.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities` as const;
    expect((await callArm(emulator, "contoso", `GET ${list}${version}`)).body).toMatchObject({
      value: [{ name: "id-orders" }],
    });
  });

  it("are changed by PATCH with 200", async () => {
    const emulator = await anEmulator();
    await anIdentity(emulator);
    const { status, body } = await callArm(emulator, "contoso", `PATCH ${identityPath}${version}`, {
      body: { tags: { a: "b" } },
    });
    expect({ status, body }).toEqual({ status: 200, body: { ...identity, tags: { a: "b" } } });
  });

  it("are deleted with their service principal: 200, then 204", async () => {
    const emulator = await anEmulator();
    await anIdentity(emulator);
    expect(await principals(emulator)).toContain("id-orders");
    const statuses = [
      (await callArm(emulator, "contoso", `DELETE ${identityPath}${version}`)).status,
      (await callArm(emulator, "contoso", `DELETE ${identityPath}${version}`)).status,
    ];
    expect([statuses, await principals(emulator)]).toEqual([[200, 204], ["Contoso operator"]]);
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${identityPath}${version}`), {
      status: 404,
      code: "ResourceNotFound",
      message:
        "The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/id-orders' under resource group 'rg-app' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    });
  });

  it("need a location and a resource group that exists", async () => {
    const emulator = await anEmulator();
    expectArmRefusal(await callArm(emulator, "contoso", `PUT ${identityPath}${version}`, { body: {} }), {
      status: 400,
      code: "LocationRequired",
      message: "The location property is required for this definition.",
    });
    const elsewhere = identityPath.replace("rg-app", "rg-nowhere") as `/${string}`;
    const body = { location: "japaneast" };
    expectArmRefusal(await callArm(emulator, "contoso", `PUT ${elsewhere}${version}`, { body }), {
      status: 404,
      code: "ResourceGroupNotFound",
      message: "Resource group 'rg-nowhere' could not be found.",
    });
  });
});

describe("the identities of a host", () => {
  it("are merged by PATCH and taken away by null", async () => {
    const emulator = await anEmulator();
    const [first, second] = [await anIdentity(emulator, "id-one"), await anIdentity(emulator, "id-two")];
    const shown = ({ principalId, clientId }: typeof first) => ({ principalId, clientId });
    const userAssigned = (map: object) =>
      assign(emulator, hostPath, { type: "UserAssigned", userAssignedIdentities: map });
    expect(await userAssigned({ [first.id]: {} })).toMatchObject({
      name: "app-orders",
      kind: "app,linux",
      identity: { type: "UserAssigned", userAssignedIdentities: { [first.id]: shown(first) } },
    });
    expect(await userAssigned({ [second.id.toLowerCase()]: {} })).toMatchObject({
      identity: { userAssignedIdentities: { [first.id]: shown(first), [second.id]: shown(second) } },
    });
    const after = await userAssigned({ [first.id.toUpperCase()]: null });
    expect((after as { identity: object }).identity).toEqual({
      type: "UserAssigned",
      userAssignedIdentities: { [second.id]: shown(second) },
    });
  });

  it("are replaced by PUT, as the Azure CLI sends it", async () => {
    const emulator = await anEmulator();
    const [first, second] = [await anIdentity(emulator, "id-one"), await anIdentity(emulator, "id-two")];
    await assign(emulator, hostPath, { type: "UserAssigned", userAssignedIdentities: { [first.id]: {} } });
    const body = {
      location: "japaneast",
      identity: { type: "UserAssigned", userAssignedIdentities: { [second.id]: {} } },
    };
    const answer = await callArm(emulator, "contoso", `PUT ${hostPath}?api-version=2022-03-01`, { body });
    expect(answer.status).toBe(200);
    expect((answer.body as { identity: object }).identity).toEqual({
      type: "UserAssigned",
      userAssignedIdentities: { [second.id]: { principalId: second.principalId, clientId: second.clientId } },
    });
  });

  it("stay as they are when a request does not name them", async () => {
    const emulator = await anEmulator();
    const { id } = await anIdentity(emulator);
    await assign(emulator, vmPath, { type: "UserAssigned", userAssignedIdentities: { [id]: {} } });
    const answer = await callArm(emulator, "contoso", `PATCH ${vmPath}?api-version=2025-04-01`, { body: { tags: {} } });
    expect(answer.body).toMatchObject({ identity: { type: "UserAssigned", userAssignedIdentities: { [id]: {} } } });
  });

  it("hold a system-assigned one with a service principal of its own, which goes with it", async () => {
    const emulator = await anEmulator();
    const host = await assign(emulator, hostPath, { type: "SystemAssigned" });
    expect((host as { identity: object }).identity).toEqual({
      type: "SystemAssigned",
      principalId: guid,
      tenantId: contoso.tenantId,
    });
    const again = await assign(emulator, hostPath, { type: "SystemAssigned, UserAssigned" });
    expect(field(again, "identity.principalId")).toBe(field(host, "identity.principalId"));
    expect(await principals(emulator)).toEqual(["Contoso operator", "app-orders"]);
    expect(await assign(emulator, hostPath, { type: "None" })).toMatchObject({ identity: { type: "None" } });
    expect(await principals(emulator)).toEqual(["Contoso operator"]);
  });

  it("take their system-assigned one along when the host is deleted", async () => {
    const emulator = await anEmulator();
    await assign(emulator, hostPath, { type: "SystemAssigned" });
    expect((await callArm(emulator, "contoso", `DELETE ${hostPath}?api-version=2024-11-01`)).status).toBe(200);
    expect(await principals(emulator)).toEqual(["Contoso operator"]);
  });

  it("cannot be one that does not exist, or of an unknown type", async () => {
    const emulator = await anEmulator();
    const patch = (value: object) =>
      callArm(emulator, "contoso", `PATCH ${hostPath}?api-version=2024-11-01`, { body: { identity: value } });
    expectArmRefusal(await patch({ type: "UserAssigned", userAssignedIdentities: { [identityPath]: {} } }), {
      status: 400,
      code: "FailedIdentityOperation",
      message: `Identity operation failed: the user-assigned identity '${identityPath}' does not exist.`,
    });
    expectArmRefusal(await patch({ type: "Borrowed" }), {
      status: 400,
      code: "InvalidRequestContent",
      message: "The identity type 'Borrowed' is not valid.",
    });
  });

  it("may be changed on container apps and functions alike", async () => {
    const emulator = await anEmulator();
    const { id } = await anIdentity(emulator);
    const path = `${contoso.group}/providers/Microsoft.App/containerApps/ca-orders` as const;
    const body = { location: "japaneast", identity: { type: "UserAssigned", userAssignedIdentities: { [id]: {} } } };
    const created = await callArm(emulator, "contoso", `PUT ${path}?api-version=2025-01-01`, { body });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining({ name: "ca-orders" })]);
  });
});
