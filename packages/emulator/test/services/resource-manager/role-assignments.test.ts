import { describe, expect, it } from "vitest";
import { aChain, storageBlobDataContributor } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, fabrikam } from "../../emulator.ts";
import type { Answer } from "../../wire.ts";
import { callArm, field } from "../../wire.ts";
import { expectArmRefusal } from "./refusal.ts";

const subscription = "/subscriptions/22222222-0000-4000-8000-00000000005b";
const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${storageBlobDataContributor}`;
const name = "abcd0000-0000-4000-8000-000000000001";
const other = "abcd0000-0000-4000-8000-000000000002";
const stranger = "abcd0000-0000-4000-8000-000000000003";

function put(emulator: TestEmulator, properties: object, assignment: string = name, prefix = ""): Promise<Answer> {
  const path = `${prefix}${fabrikam.storage}/providers/Microsoft.Authorization/roleAssignments/${assignment}`;
  const body = { properties: { roleDefinitionId, ...properties } };
  return callArm(emulator, "fabrikam", `PUT ${path as `/${string}`}?api-version=2022-04-01`, { body });
}

describe("role assignments", () => {
  it("are made with 201 and, made again under the same name, answered with 200", async () => {
    const { emulator, principalId } = await aChain();
    const shown = {
      id: `${fabrikam.storage}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      name,
      type: "Microsoft.Authorization/roleAssignments",
      properties: {
        roleDefinitionId,
        principalId,
        principalType: "ServicePrincipal",
        scope: fabrikam.storage,
        description: null,
        condition: null,
        conditionVersion: null,
        createdOn: "2026-01-02T03:04:05.000Z",
        updatedOn: "2026-01-02T03:04:05.000Z",
        createdBy: fabrikam.operatorPrincipalId,
        updatedBy: fabrikam.operatorPrincipalId,
        delegatedManagedIdentityResourceId: null,
      },
    };
    const created = await put(emulator, { principalId, principalType: "ServicePrincipal" });
    expect({ status: created.status, body: created.body }).toEqual({ status: 201, body: shown });
    const again = await put(emulator, { principalId, principalType: "ServicePrincipal" });
    expect({ status: again.status, body: again.body }).toEqual({ status: 200, body: shown });
  });

  it("exist once for a principal, a role and a scope, whatever the name", async () => {
    const { emulator, principalId } = await aChain();
    await put(emulator, { principalId });
    expectArmRefusal(await put(emulator, { principalId }, other), {
      status: 409,
      code: "RoleAssignmentExists",
      message: "The role assignment already exists.",
    });
  });

  it("are not changed to another principal under their name", async () => {
    const { emulator, principalId } = await aChain();
    await put(emulator, { principalId });
    expectArmRefusal(await put(emulator, { principalId: fabrikam.operatorPrincipalId }), {
      status: 400,
      code: "RoleAssignmentUpdateNotPermitted",
      message: "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    });
  });

  it("are refused for a principal that the directory does not show, printed without dashes (PrincipalNotFound, trap.20)", async () => {
    const chain = await aChain();
    for (const principalId of [stranger, chain.identity.principalId]) {
      expectArmRefusal(await put(chain.emulator, { principalId }), {
        status: 400,
        code: "PrincipalNotFound",
        message: `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${fabrikam.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
      });
    }
    expect((await put(chain.emulator, { principalId: stranger, principalType: "ServicePrincipal" })).status).toBe(201);
  });

  it("are refused with a name, a principal or a role that is none", async () => {
    const { emulator, principalId } = await aChain();
    expectArmRefusal(await put(emulator, { principalId }, "first"), {
      status: 400,
      code: "InvalidRoleAssignmentId",
      message: "The role assignment ID 'first' is not valid. The role assignment ID must be a GUID.",
    });
    expectArmRefusal(await put(emulator, { principalId: "orders" }), {
      status: 400,
      code: "InvalidPrincipalId",
      message: "A valid principal ID must be provided for role assignment.",
    });
    const unknown = roleDefinitionId.replace(storageBlobDataContributor, stranger);
    expectArmRefusal(await put(emulator, { principalId, roleDefinitionId: unknown }), {
      status: 404,
      code: "RoleDefinitionDoesNotExist",
      message: `The specified role definition with ID '${stranger}' does not exist.`,
    });
  });

  it("are made under a path with a double slash, as arm-authorization sends it", async () => {
    const { emulator, principalId } = await aChain();
    const created = await put(emulator, { principalId }, name, "/");
    expect([created.status, field(created.body, "properties.scope")]).toEqual([201, fabrikam.storage]);
  });

  it("are listed at and below a scope, or at and above it, for a principal", async () => {
    const { emulator, principalId } = await aChain({ role: true });
    const list = async (scope: string, filter: string): Promise<number> => {
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${encodeURIComponent(filter)}`;
      const { body } = await callArm(emulator, "fabrikam", `GET ${path as `/${string}`}`);
      return (body as { value: unknown[] }).value.length;
    };
    expect([
      await list(fabrikam.storage, `principalId eq '${principalId}'`),
      await list(fabrikam.storage, `assignedTo('${principalId}')`),
      await list(fabrikam.storage, "atScope()"),
      await list(subscription, `principalId eq '${principalId}'`),
      await list(subscription, `atScope() and principalId eq '${principalId}'`),
      await list(fabrikam.storage, `principalId eq '${stranger}'`),
    ]).toEqual([1, 1, 2, 1, 0, 0]);
  });

  it("are read and deleted: 200 with what was there, then 204", async () => {
    const { emulator, principalId } = await aChain();
    const created = await put(emulator, { principalId });
    const path =
      `${fabrikam.storage}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01` as const;
    expect((await callArm(emulator, "fabrikam", `GET ${path}`)).body).toEqual(created.body);
    const deleted = await callArm(emulator, "fabrikam", `DELETE ${path}`);
    expect({ status: deleted.status, body: deleted.body }).toEqual({ status: 200, body: created.body });
    expect((await callArm(emulator, "fabrikam", `DELETE ${path}`)).status).toBe(204);
    expectArmRefusal(await callArm(emulator, "fabrikam", `GET ${path}`), {
      status: 404,
      code: "RoleAssignmentNotFound",
      message: `The role assignment '${name}' is not found.`,
    });
  });
});

describe("role definitions", () => {
  const find = (emulator: TestEmulator, filter: string): Promise<Answer> =>
    callArm(
      emulator,
      "fabrikam",
      `GET ${subscription}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=${encodeURIComponent(filter)}`,
    );

  it("are found by name, with their real id and data actions", async () => {
    const emulator = await anEmulator();
    const { body } = await find(emulator, "roleName eq 'Storage Blob Data Contributor'");
    expect(body).toEqual({
      value: [
        {
          id: roleDefinitionId,
          name: storageBlobDataContributor,
          type: "Microsoft.Authorization/roleDefinitions",
          properties: {
            roleName: "Storage Blob Data Contributor",
            type: "BuiltInRole",
            description: expect.stringContaining("blob"),
            assignableScopes: ["/"],
            permissions: [
              {
                actions: [
                  "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                  "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
                ],
                notActions: [],
                dataActions: [
                  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
                  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
                ],
                notDataActions: [],
              },
            ],
          },
        },
      ],
    });
    expect((await find(emulator, "roleName eq 'No Such Role'")).body).toEqual({ value: [] });
  });

  it("are read by id, and an unknown one or a filter that is not understood is refused", async () => {
    const emulator = await anEmulator();
    const read = await callArm(emulator, "fabrikam", `GET ${roleDefinitionId as `/${string}`}?api-version=2022-04-01`);
    expect(field(read.body, "properties.roleName")).toBe("Storage Blob Data Contributor");
    expectArmRefusal(await find(emulator, "colour eq 'red'"), {
      status: 400,
      code: "InvalidFilter",
      message: "The filter 'colour eq 'red'' is not supported.",
    });
  });
});
