import { describe, expect, it } from "vitest";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso, fabrikam } from "../../emulator.ts";
import { callArm } from "../../wire.ts";
import { aCaller, assignRole, subscriptions } from "../callers.ts";
import { expectArmRefusal } from "./refusal.ts";

describe("custom roles", () => {
  const id = "abcd0000-0000-4000-8000-0000000000e1";
  const definition = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleDefinitions/${id}` as const;
  const roleVersion = "?api-version=2022-04-01";
  const role = {
    roleName: "Key lister",
    description: "lists keys",
    type: "CustomRole",
    permissions: [{ actions: ["Microsoft.Storage/storageAccounts/listKeys/action"] }],
    assignableScopes: [fabrikam.group],
  };
  const put = (emulator: TestEmulator, properties: object) =>
    callArm(emulator, "fabrikam", `PUT ${definition}${roleVersion}`, { body: { properties } });

  it("are made with 201 each time, allow what they say, and cannot go while they are assigned", async () => {
    const emulator = await anEmulator();
    expect([(await put(emulator, role)).status, (await put(emulator, role)).status]).toEqual([201, 201]);
    const caller = await aCaller(emulator, "fabrikam");
    const { principalId } = caller;
    const path = await assignRole(emulator, "fabrikam", { scope: fabrikam.storage, role: id, principalId });
    const token = await caller.token("https://management.azure.com/.default");
    const list = `POST ${fabrikam.storage}/listKeys?api-version=2025-06-01` as const;
    expect((await callArm(emulator, "fabrikam", list, { token })).status).toBe(200);
    expectArmRefusal(await callArm(emulator, "fabrikam", `DELETE ${definition}${roleVersion}`), {
      status: 400,
      code: "RoleDefinitionHasAssignments",
      message: "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
    });
    await callArm(emulator, "fabrikam", `DELETE ${path}`);
    expect((await callArm(emulator, "fabrikam", `DELETE ${definition}${roleVersion}`)).status).toBe(200);
  });

  it("say when and by whom they were made and changed, which Terraform's provider waits for", async () => {
    const emulator = await anEmulator();
    await put(emulator, role);
    emulator.world.advance(1.5);
    const by = fabrikam.operatorPrincipalId;
    expect((await put(emulator, { ...role, description: "changed" })).body).toEqual({
      id: definition,
      name: id,
      type: "Microsoft.Authorization/roleDefinitions",
      properties: {
        roleName: "Key lister",
        type: "CustomRole",
        description: "changed",
        assignableScopes: [fabrikam.group],
        permissions: [
          {
            actions: ["Microsoft.Storage/storageAccounts/listKeys/action"],
            notActions: [],
            dataActions: [],
            notDataActions: [],
          },
        ],
        createdOn: "2026-01-02T03:04:05.000Z",
        updatedOn: "2026-01-02T03:04:06.500Z",
        createdBy: by,
        updatedBy: by,
      },
    });
  });

  it("are read at the root by who may read them somewhere; the built-in roles there by everybody", async () => {
    const emulator = await anEmulator();
    await put(emulator, role);
    const caller = await aCaller(emulator, "fabrikam");
    const token = await caller.token("https://management.azure.com/.default");
    const root = "/providers/Microsoft.Authorization/roleDefinitions" as const;
    const list = (name: string) => `GET ${root}?api-version=2022-04-01&$filter=roleName eq '${name}'` as const;
    const reader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    expect((await callArm(emulator, "fabrikam", list("Storage Blob Data Reader"), { token })).body).toMatchObject({
      value: [{ id: `${root}/${reader}`, name: reader, properties: { roleName: "Storage Blob Data Reader" } }],
    });
    const one = `GET ${root}/${reader}${roleVersion}` as const;
    expect((await callArm(emulator, "fabrikam", one, { token })).status).toBe(200);
    expect((await callArm(emulator, "fabrikam", list("Key lister"), { token })).body).toEqual({ value: [] });
    expect((await callArm(emulator, "fabrikam", `GET ${root}/${id}${roleVersion}`, { token })).status).toBe(404);
    expect((await callArm(emulator, "fabrikam", list("Key lister"))).body).toMatchObject({ value: [{ name: id }] });
    const write = `PUT ${root}/${id}${roleVersion}` as const;
    expect((await callArm(emulator, "fabrikam", write, { token, body: { properties: role } })).status).toBe(403);
  });

  it("are refused with every fault at once, under a name that is taken, and outside their scopes", async () => {
    const emulator = await anEmulator();
    expectArmRefusal(await put(emulator, { roleName: "", assignableScopes: ["nowhere"] }), {
      status: 400,
      code: "InvalidRoleDefinition",
      message:
        "The role definition is not valid: roleName must not be empty; permissions must hold at least one set; the assignable scope 'nowhere' is not one.",
    });
    expectArmRefusal(await put(emulator, { ...role, roleName: "Reader" }), {
      status: 409,
      code: "RoleDefinitionWithSameNameExists",
      message: "A custom role with the same name already exists in this directory. Use a different name.",
    });
    await put(emulator, role);
    const { principalId } = await aCaller(emulator, "fabrikam");
    const wide = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleAssignments/${id}` as const;
    const body = { properties: { roleDefinitionId: definition, principalId } };
    expectArmRefusal(await callArm(emulator, "fabrikam", `PUT ${wide}${roleVersion}`, { body }), {
      status: 400,
      code: "RoleAssignmentScopeNotAssignableToRoleDefinition",
      message: `The role assignment scope '${subscriptions.fabrikam}' is not assignable to the role definition '${id}'.`,
    });
    const foreign = { ...role, assignableScopes: [contoso.group] };
    expectArmRefusal(await put(emulator, foreign), {
      status: 403,
      code: "LinkedAuthorizationFailed",
      message: `The client '${fabrikam.operatorClientId}' with object id '${fabrikam.operatorPrincipalId}' has permission to perform action 'Microsoft.Authorization/roleDefinitions/write' on scope '${definition}'; however, it does not have permission to perform action(s) 'Microsoft.Authorization/roleDefinitions/write' on the linked scope(s) '${contoso.group}' (respectively) or the linked scope(s) are invalid.`,
    });
  });
});

describe("role assignments are refused", () => {
  it("with another type than the principal's, at a scope that is not there, and beyond 4,000", async () => {
    const emulator = await anEmulator();
    const { principalId } = await aCaller(emulator, "fabrikam");
    const roleDefinitionId = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
    const put = (scope: string, changes: object = {}) => {
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/abcd0000-0000-4000-8000-0000000000f1`;
      const body = { properties: { roleDefinitionId, principalId, ...changes } };
      return callArm(emulator, "fabrikam", `PUT /${path.slice(1)}?api-version=2022-04-01`, { body });
    };
    expectArmRefusal(await put(fabrikam.storage, { principalType: "User" }), {
      status: 400,
      code: "UnmatchedPrincipalType",
      message: `The PrincipalId '${principalId.replaceAll("-", "")}' has type 'ServicePrincipal' , which is different from specified PrinciaplType 'User'.`,
    });
    expectArmRefusal(await put(`${fabrikam.storage}none`), {
      status: 404,
      code: "ResourceNotFound",
      message:
        "The Resource 'Microsoft.Storage/storageAccounts/fabrikamdatanone' under resource group 'rg-data' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    });
    const { roleAssignments } = emulator.context.store.state.arm;
    const first = roleAssignments.find(({ scope }) => scope === subscriptions.fabrikam);
    if (first) roleAssignments.push(...Array.from({ length: 3999 }, () => ({ ...first, principalId: "nobody" })));
    expectArmRefusal(await put(fabrikam.storage), {
      status: 400,
      code: "RoleAssignmentLimitExceeded",
      message: "No more role assignments can be created (code: RoleAssignmentLimitExceeded)",
    });
  });
});
