import { describe, expect, it } from "vitest";
import { aChain, storageBlobDataContributor } from "../../chain.ts";
import { anEmulator, arm, blob, fabrikam } from "../../emulator.ts";
import { callArm, read } from "../../wire.ts";
import { aCaller, assignRole, subscriptions } from "../callers.ts";
import { expectArmRefusal } from "./refusal.ts";

const assignments = "Microsoft.Authorization/roleAssignments";
const name = "abcd0000-0000-4000-8000-0000000000d1";

describe("a condition on a role assignment", () => {
  it("narrows what its holder does with blobs to one container", async () => {
    const { emulator, principalId, token } = await aChain();
    const condition = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'orders'";
    const role = storageBlobDataContributor;
    await assignRole(emulator, "fabrikam", { scope: fabrikam.storage, role, principalId, condition });
    const bearer = await token();
    const make = async (container: string): Promise<number> => {
      const headers = { authorization: `Bearer ${bearer}`, "x-ms-version": "2023-11-03" };
      const url = `${blob}/fabrikamdata/${container}?restype=container`;
      return (await read(await emulator.fetch(new Request(url, { method: "PUT", headers })))).status;
    };
    expect([await make("orders"), await make("salaries")]).toEqual([201, 403]);
  });

  it("narrows which roles an administrator may assign, as Microsoft's example is written", async () => {
    const emulator = await anEmulator();
    const caller = await aCaller(emulator, "fabrikam");
    const condition = `((!(ActionMatches{'${assignments}/write'})) OR (@Request[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${storageBlobDataContributor}} AND @Request[${assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;
    const administrator = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
    const { principalId } = caller;
    await assignRole(emulator, "fabrikam", { scope: fabrikam.storage, role: administrator, principalId, condition });
    const token = await caller.token(`${arm}/.default`);
    const assign = async (role: string) => {
      const roleDefinitionId = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      const body = { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } };
      const call = `PUT ${fabrikam.storage}/providers/${assignments}/${name}?api-version=2022-04-01` as const;
      return callArm(emulator, "fabrikam", call, { token, body });
    };
    expectArmRefusal(await assign("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"), {
      status: 403,
      code: "AuthorizationFailed",
      message: `The client '${caller.clientId}' with object id '${principalId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${fabrikam.storage}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
    expect((await assign(storageBlobDataContributor)).status).toBe(201);
  });

  it("is refused when it cannot be read, and kept as it was written otherwise", async () => {
    const emulator = await anEmulator();
    const { principalId } = await aCaller(emulator, "fabrikam");
    const roleDefinitionId = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleDefinitions/${storageBlobDataContributor}`;
    const call = `PUT ${fabrikam.storage}/providers/${assignments}/${name}?api-version=2022-04-01` as const;
    const put = (condition: string) =>
      callArm(emulator, "fabrikam", call, { body: { properties: { roleDefinitionId, principalId, condition } } });
    expectArmRefusal(await put("@Resource[a:b] Resembles 'c'"), {
      status: 400,
      code: "InvalidRoleAssignmentCondition",
      message: "The given role assignment condition is invalid: wanted an operator at position 14, found 'Resembles'.",
    });
    const condition = "@Resource[a:b] StringEquals 'c'";
    expect((await put(condition)).body).toMatchObject({ properties: { condition, conditionVersion: "2.0" } });
  });
});
