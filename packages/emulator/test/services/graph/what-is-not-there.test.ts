import { describe, expect, it } from "vitest";
import { anEmulator, contoso } from "../../emulator.ts";
import { callGraph, field } from "../../wire.ts";
import { aCaller } from "../callers.ts";
import { expectGraphRefusal } from "./refusal.ts";

type Call = `${string} /${string}`;

const nobody = "00000000-0000-4000-8000-000000000009";
const graphAppId = "00000003-0000-0000-c000-000000000000";
const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

const missing = (name: string) => ({
  status: 404,
  code: "Request_ResourceNotFound",
  message: `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
});
const bad = (message: string) => ({ status: 400, code: "Request_BadRequest", message });

async function aDirectory() {
  const emulator = await anEmulator();
  const caller = await aCaller(emulator, "contoso", "orders");
  const as = (call: Call, body?: object, headers?: Record<string, string>) =>
    callGraph(emulator, "contoso", call, { ...(body ? { body } : {}), ...(headers ? { headers } : {}) });
  return { ...caller, as };
}

describe("what is not there", () => {
  it.each([
    "directoryObjects",
    "organization",
    "users",
    "groups",
    "applications",
    "servicePrincipals",
    "directoryRoles",
    "roleManagement/directory/roleDefinitions",
    "policies/appManagementPolicies",
    "oauth2PermissionGrants",
  ])("is not found among %s", async (collection) => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as(`GET /v1.0/${collection}/${nobody}`), missing(nobody));
  });

  it("is not found by its domain's name", async () => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as("GET /v1.0/domains/nobody.example"), missing("nobody.example"));
  });

  it("has no person behind an application's token", async () => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as("GET /v1.0/me"), {
      status: 400,
      code: "BadRequest",
      message: "/me request is only valid with delegated authentication flow.",
    });
  });

  it.each([
    ["$expand=nothing", {}, "Could not find a property named 'nothing' to expand."],
    ["$search=orders", { ConsistencyLevel: "eventual" }, "Syntax error: character 'orders' is not valid in '$search'."],
  ])("cannot be asked for by %s", async (query, headers, message) => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as(`GET /v1.0/applications?${query}`, undefined, headers), bad(message));
  });
});

describe("an app role", () => {
  async function anApi() {
    const { as, principalId } = await aDirectory();
    const api = await as(`GET /v1.0/servicePrincipals(appId='${graphAppId}')`);
    const grant = {
      principalId,
      resourceId: field(api.body, "id"),
      // Application.ReadWrite.OwnedBy
      appRoleId: "18a4783c-866b-4cc7-a460-3d5e5662c884",
    };
    return { as, grant, at: `/v1.0/servicePrincipals/${principalId}/appRoleAssignments` as const };
  }

  it("is granted to somebody on something, both of whom are there", async () => {
    const { as, grant, at } = await anApi();
    for (const name of ["principalId", "resourceId"] as const) {
      expectGraphRefusal(await as(`POST ${at}`, { ...grant, [name]: nobody }), missing(nobody));
      expectGraphRefusal(
        await as(`POST ${at}`, { ...grant, [name]: undefined }),
        bad(`A value is required for property '${name}' of resource 'AppRoleAssignment'.`),
      );
    }
  });

  it("is granted where the path says, and to nobody else", async () => {
    const { as, grant } = await anApi();
    const other = contoso.operatorPrincipalId;
    expectGraphRefusal(await as(`POST /v1.0/servicePrincipals/${other}/appRoleAssignments`, grant), missing(other));
    expectGraphRefusal(await as(`POST /v1.0/servicePrincipals/${other}/appRoleAssignedTo`, grant), missing(other));
  });

  it("is found and taken back by the id of its assignment only", async () => {
    const { as, grant, at } = await anApi();
    const made = await as(`POST ${at}`, grant);
    expect([made.status, (await as(`GET ${at}/${field(made.body, "id")}`)).status]).toEqual([201, 200]);
    for (const verb of ["GET", "DELETE"]) expectGraphRefusal(await as(`${verb} ${at}/none`), missing("none"));
  });
});

describe("delegated permissions", () => {
  it("are between service principals that are there, for everybody or for one", async () => {
    const { as, principalId } = await aDirectory();
    const api = await as(`GET /v1.0/servicePrincipals(appId='${graphAppId}')`);
    const grant = { clientId: principalId, consentType: "AllPrincipals", resourceId: field(api.body, "id") };
    const post = (body: object) => as("POST /v1.0/oauth2PermissionGrants", { ...body, scope: "User.Read" });
    expectGraphRefusal(await post({ ...grant, clientId: nobody }), missing(nobody));
    expectGraphRefusal(await post({ ...grant, resourceId: nobody }), missing(nobody));
    expectGraphRefusal(
      await post({ ...grant, consentType: "Everybody" }),
      bad("Invalid value specified for property 'consentType' of resource 'OAuth2PermissionGrant'."),
    );
    for (const verb of ["PATCH", "DELETE"])
      expectGraphRefusal(await as(`${verb} /v1.0/oauth2PermissionGrants/none`, {}), missing("none"));
  });
});

describe("a directory role", () => {
  // Directory Readers: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
  const readers = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
  const assignments = "/v1.0/roleManagement/directory/roleAssignments" as const;

  it("is given to who is there, of the roles that are there", async () => {
    const { as, principalId } = await aDirectory();
    const member = (role: string, id: string) => as(`POST /v1.0/directoryRoles/${role}/members/$ref`, reference(id));
    expectGraphRefusal(await member(readers, nobody), missing(nobody));
    expectGraphRefusal(await member(nobody, principalId), missing(nobody));
    const assignment = { roleDefinitionId: readers, principalId, directoryScopeId: "/" };
    expectGraphRefusal(await as(`POST ${assignments}`, { ...assignment, roleDefinitionId: nobody }), missing(nobody));
    expectGraphRefusal(await as(`POST ${assignments}`, { ...assignment, principalId: nobody }), missing(nobody));
  });

  it("is given in the whole directory, which is all that the emulator knows", async () => {
    const { as, principalId } = await aDirectory();
    const assignment = { roleDefinitionId: readers, principalId, directoryScopeId: `/${nobody}` };
    expectGraphRefusal(await as(`POST ${assignments}`, assignment), bad("The emulator knows the scope '/' only."));
  });

  it("is taken back from who has it", async () => {
    const { as, principalId } = await aDirectory();
    const made = await as(`POST ${assignments}`, { roleDefinitionId: readers, principalId, directoryScopeId: "/" });
    const id = field(made.body, "id");
    expect([made.status, (await as(`DELETE ${assignments}/${id}`)).status]).toEqual([201, 204]);
    expectGraphRefusal(await as(`DELETE ${assignments}/${id}`), missing(id));
  });
});

describe("an app management policy", () => {
  const policies = "/v1.0/policies/appManagementPolicies" as const;

  it("has a name", async () => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as(`POST ${policies}`, {}), bad("A value is required for property 'displayName'."));
  });

  it("is assigned to an object that is there, one policy to each", async () => {
    const { as, objectId } = await aDirectory();
    const ids: string[] = [];
    for (const displayName of ["one", "other"])
      ids.push(field((await as(`POST ${policies}`, { displayName })).body, "id"));
    const [one = "", other = ""] = ids;
    const assign = (to: string, id: string) => as(`POST /v1.0/${to}/appManagementPolicies/$ref`, reference(id));
    expectGraphRefusal(await assign(`applications/${nobody}`, one), missing(nobody));
    expectGraphRefusal(await assign(`servicePrincipals/${nobody}`, one), missing(nobody));
    expectGraphRefusal(await assign(`applications/${objectId}`, nobody), missing(nobody));
    expect((await assign(`applications/${objectId}`, one)).status).toBe(204);
    expectGraphRefusal(
      await assign(`applications/${objectId}`, other),
      bad("Only one app management policy can be assigned to an application or service principal."),
    );
  });
});
