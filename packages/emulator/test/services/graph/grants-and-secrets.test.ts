import { describe, expect, it } from "vitest";
import { aChain } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, graph } from "../../emulator.ts";
import { callGraph, decode, field } from "../../wire.ts";
import { aCaller, grantGraphRole } from "../callers.ts";
import { expectGraphRefusal } from "./refusal.ts";

const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);
type Call = `${string} /${string}`;

async function aDirectory() {
  const emulator = await anEmulator();
  const as = (call: Call, body?: object) => callGraph(emulator, "contoso", call, body ? { body } : {});
  return { emulator, as };
}

async function anApi(emulator: TestEmulator) {
  const appRoles = [
    {
      id: "aaaaaaaa-0000-4000-8000-000000000001",
      value: "Orders.Read",
      displayName: "Orders.Read",
      description: "reads orders",
      isEnabled: true,
      allowedMemberTypes: ["Application"],
    },
  ];
  const body = {
    displayName: "orders-api",
    identifierUris: ["api://orders"],
    appRoles,
    api: { requestedAccessTokenVersion: 2 },
  };
  const made = await callGraph(emulator, "contoso", "POST /v1.0/applications", { body });
  const appId = field(made.body, "appId");
  const principal = await callGraph(emulator, "contoso", "POST /v1.0/servicePrincipals", { body: { appId } });
  return { objectId: field(made.body, "id"), appId, resourceId: field(principal.body, "id") };
}

describe("an app role", () => {
  it("of a custom API is granted, carried by tokens, listed from both ends and revoked", async () => {
    const { emulator, as } = await aDirectory();
    const { resourceId } = await anApi(emulator);
    const client = await aCaller(emulator, "contoso", "client");
    const { principalId } = client;
    const body = { principalId, resourceId, appRoleId: "aaaaaaaa-0000-4000-8000-000000000001" };
    const granted = await as(`POST /v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`, body);
    const shown = {
      id: expect.stringMatching(/^[\w-]{43}$/),
      deletedDateTime: null,
      appRoleId: body.appRoleId,
      createdDateTime: "2026-01-02T03:04:05.000Z",
      principalDisplayName: "client",
      principalId,
      principalType: "ServicePrincipal",
      resourceDisplayName: "orders-api",
      resourceId,
    };
    expect({ status: granted.status, body: granted.body }).toEqual({
      status: 201,
      body: { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#appRoleAssignments/$entity", ...shown },
    });
    expect(decode(await client.token("api://orders/.default")).claims).toMatchObject({
      roles: ["Orders.Read"],
      ver: "2.0",
    });
    const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignments` as const;
    for (const list of [path, `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`] as const)
      expect((await as(`GET ${list}`)).body).toMatchObject({ value: [shown] });
    expectGraphRefusal(await as(`POST ${path}`, body), {
      status: 400,
      code: "Request_BadRequest",
      message: "Permission being assigned already exists on the object",
      detail: "InvalidUpdate",
    });
    const unknown = { ...body, appRoleId: "aaaaaaaa-0000-4000-8000-00000000000f" };
    expectGraphRefusal(await as(`POST ${path}`, unknown), {
      status: 400,
      code: "Request_BadRequest",
      message: "Permission being assigned was not found on application",
      detail: "InvalidUpdate",
    });
    expect((await as(`DELETE ${path}/${field(granted.body, "id")}`)).status).toBe(204);
    expect((await as(`GET ${path}`)).body).toMatchObject({ value: [] });
  });

  it("of Graph needs more than Cloud Application Administrator", async () => {
    const { emulator, as } = await aDirectory();
    const administrator = await aCaller(emulator, "contoso", "administrator");
    const role = { principalId: administrator.principalId, roleDefinitionId: "158c047a-c907-4556-b7ef-446551a6b5f7" };
    await as("POST /v1.0/roleManagement/directory/roleAssignments", role);
    const api = await as("GET /v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    const { principalId } = administrator;
    const appRoleId = "df021288-bdef-4463-88db-98f22de89214";
    const body = { principalId, resourceId: field(api.body, "id"), appRoleId };
    const token = await administrator.token(`${graph}/.default`);
    const call = `POST /v1.0/servicePrincipals/${principalId}/appRoleAssignments` as const;
    expectGraphRefusal(await callGraph(emulator, "contoso", call, { body, token }), {
      status: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    });
    await grantGraphRole(emulator, "contoso", { principalId, role: "User.Read.All" });
    expect(decode(await administrator.token(`${graph}/.default`)).claims["roles"]).toEqual(["User.Read.All"]);
  });

  it("that is enabled cannot be left out", async () => {
    const { emulator, as } = await aDirectory();
    const { objectId } = await anApi(emulator);
    expectGraphRefusal(await as(`PATCH /v1.0/applications/${objectId}`, { appRoles: [] }), {
      status: 400,
      code: "CannotDeleteOrUpdateEnabledEntitlement",
      message: "Property value cannot be deleted unless it is disabled first.",
    });
  });
});

describe("secrets", () => {
  it("are given out once, work, and are taken away by their key id", async () => {
    const { emulator, as } = await aDirectory();
    const { objectId, token } = await aCaller(emulator, "contoso");
    expect(await token(`${graph}/.default`)).toMatch(/^ey/);
    const passwordCredential = { displayName: "ci", endDateTime: "2027-01-01T00:00:00Z" };
    const added = await as(`POST /v1.0/applications/${objectId}/addPassword`, { passwordCredential });
    expect({ status: added.status, body: added.body }).toEqual({
      status: 200,
      body: {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential",
        customKeyIdentifier: null,
        displayName: "ci",
        endDateTime: "2027-01-01T00:00:00Z",
        hint: expect.stringMatching(/^.{3}$/),
        keyId: guid,
        secretText: expect.stringMatching(/^.{3}8Q~.{34}$/),
        startDateTime: "2026-01-02T03:04:05.000Z",
      },
    });
    const read = await as(`GET /v1.0/applications/${objectId}`);
    expect(read.text).not.toContain(field(added.body, "secretText"));
    const remove = { keyId: field(added.body, "keyId") };
    expect((await as(`POST /v1.0/applications/${objectId}/removePassword`, remove)).status).toBe(204);
    expectGraphRefusal(await as(`POST /v1.0/applications/${objectId}/removePassword`, remove), {
      status: 400,
      code: "Request_BadRequest",
      message: `No password credential found with keyId '${remove.keyId}'.`,
    });
  });

  it("are not added to an instance whose owner has locked it, wherever the instance is", async () => {
    const { emulator, application, principalId } = await aChain();
    const servicePrincipalLockConfiguration = { isEnabled: true, allProperties: true };
    const body = { servicePrincipalLockConfiguration };
    await callGraph(emulator, "contoso", `PATCH /v1.0/applications/${application.id}`, { body });
    const add = `POST /v1.0/servicePrincipals/${principalId}/addPassword` as const;
    expectGraphRefusal(await callGraph(emulator, "fabrikam", add, { body: {} }), {
      status: 400,
      code: "CannotUpdateLockedServicePrincipalProperty",
      message: "Property passwordCredentials is invalid.",
    });
  });

  it("are not added where a policy forbids them", async () => {
    const { emulator, as } = await aDirectory();
    const { objectId } = await aCaller(emulator, "contoso");
    const restrictions = {
      passwordCredentials: [
        {
          restrictionType: "passwordAddition",
          state: "enabled",
          maxLifetime: null,
          restrictForAppsCreatedAfterDateTime: "2019-10-19T10:37:00Z",
        },
      ],
    };
    const policy = { displayName: "no secrets", description: "none", isEnabled: true, restrictions };
    const made = await as("POST /v1.0/policies/appManagementPolicies", policy);
    const id = field(made.body, "id");
    const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/policies/appManagementPolicies/${id}` };
    const assigned = await as(`POST /v1.0/applications/${objectId}/appManagementPolicies/$ref`, reference);
    expect([made.status, assigned.status]).toEqual([201, 204]);
    expectGraphRefusal(await as(`POST /v1.0/applications/${objectId}/addPassword`, {}), {
      status: 400,
      code: "CredentialTypeNotAllowedAsPerAppPolicy",
      message: "Credential type not allowed as per assigned policy.",
    });
    await as(`DELETE /v1.0/applications/${objectId}/appManagementPolicies/${id}/$ref`);
    expect((await as(`POST /v1.0/applications/${objectId}/addPassword`, {})).status).toBe(200);
  });
});
