import { describe, expect, it } from "vitest";
import { aChain } from "../../chain.ts";
import { anEmulator, contoso, graph } from "../../emulator.ts";
import { callGraph, correlationId, field, operatorToken, postToken } from "../../wire.ts";
import { aCaller } from "../callers.ts";
import { expectGraphRefusal } from "./refusal.ts";

type Call = `${string} /${string}`;

async function aDirectory() {
  const emulator = await anEmulator();
  const as = (call: Call, body?: object) => callGraph(emulator, "contoso", call, body ? { body } : {});
  return { emulator, as };
}

describe("what is deleted", () => {
  it("can be restored for thirty days, an application with its service principal, and is then gone", async () => {
    const { emulator, as } = await aDirectory();
    const { objectId, principalId } = await aCaller(emulator, "contoso", "orders");
    expect((await as(`DELETE /v1.0/applications/${objectId}`)).status).toBe(204);
    expect((await as(`GET /v1.0/servicePrincipals/${principalId}`)).status).toBe(404);
    const deleted = await as("GET /v1.0/directory/deletedItems/microsoft.graph.application");
    const byAlias = await as("GET /v1.0/directory/deletedItems/graph.application");
    expect([byAlias.status, byAlias.body]).toEqual([200, deleted.body]);
    expect(deleted.body).toMatchObject({ value: [{ id: objectId, deletedDateTime: "2026-01-02T03:04:05.000Z" }] });
    expect((await as(`POST /v1.0/directory/deletedItems/${objectId}/restore`)).status).toBe(200);
    expect((await as(`GET /v1.0/servicePrincipals/${principalId}`)).status).toBe(200);
    await as(`DELETE /v1.0/applications/${objectId}`);
    emulator.world.advance(31 * 24 * 3600);
    expect((await as(`POST /v1.0/directory/deletedItems/${objectId}/restore`)).status).toBe(404);
  });
});

describe("lists", () => {
  it("come in pages, in order, counted, with what is expanded and selected", async () => {
    const { emulator, as } = await aDirectory();
    const list = (call: Call) => callGraph(emulator, "contoso", call, { headers: { ConsistencyLevel: "eventual" } });
    for (const displayName of ["page-c", "page-a", "page-b"]) await as("POST /v1.0/applications", { displayName });
    const filter = encodeURIComponent("startswith(displayName,'page-')");
    const first = await list(
      `GET /v1.0/applications?$filter=${filter}&$orderby=displayName&$top=2&$count=true&$select=displayName`,
    );
    expect(first.body).toMatchObject({
      "@odata.count": 3,
      value: [{ displayName: "page-a" }, { displayName: "page-b" }],
    });
    const next = new URL((first.body as Record<string, string>)["@odata.nextLink"] ?? "");
    expect(next.origin).toBe(graph);
    const second = await list(`GET ${next.pathname as `/${string}`}${next.search}`);
    expect((second.body as { value: object[] }).value).toEqual([{ displayName: "page-c" }]);
    expect(second.body).not.toHaveProperty("@odata.nextLink");
    expectGraphRefusal(await as("GET /v1.0/applications?$top=1000"), {
      status: 400,
      code: "Request_BadRequest",
      message: "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
    });
  });

  it.each([
    ["displayName eq 'x' or displayName eq 'Contoso operator'", 1],
    ["(signInAudience in ('AzureADMyOrg','AzureADMultipleOrgs')) and startsWith(displayName,'contoso')", 1],
    ["identifierUris/any()", 0],
    ["createdDateTime ge 2026-01-01T00:00:00Z", 1],
    ["createdDateTime lt 2026-01-01T00:00:00Z", 0],
    ["api/requestedAccessTokenVersion eq null", 1],
  ])("are filtered by %s", async (filter, count) => {
    const { as } = await aDirectory();
    const { body } = await as(`GET /v1.0/applications?$filter=${encodeURIComponent(filter)}`);
    expect((body as { value: unknown[] }).value).toHaveLength(count);
  });

  it("show Microsoft's own APIs to who asks for one, without storing them", async () => {
    const { emulator, as } = await aDirectory();
    const filter = encodeURIComponent("servicePrincipalNames/any(n:n eq 'https://graph.microsoft.com')");
    const found = await as(`GET /v1.0/servicePrincipals?$filter=${filter}&$select=id,appId,displayName`);
    expect(found.body).toMatchObject({
      value: [{ appId: "00000003-0000-0000-c000-000000000000", displayName: "Microsoft Graph" }],
    });
    expect(emulator.context.store.state.directories[0]?.servicePrincipals).toHaveLength(1);
  });
});

describe("the sign-in log", () => {
  it("shows every token of the directory's applications with the credential that got it", async () => {
    const chain = await aChain();
    await chain.token();
    const filter = encodeURIComponent("signInEventTypes/any(t: t eq 'servicePrincipal')");
    const path = `GET /beta/auditLogs/signIns?$filter=${filter}` as const;
    const { body } = await callGraph(chain.emulator, "fabrikam", path);
    const [newest, mine] = (body as { value: Record<string, unknown>[] }).value;
    expect(newest?.["clientCredentialType"]).toBe("clientSecret");
    expect(mine).toMatchObject({
      appId: chain.application.appId,
      servicePrincipalId: chain.principalId,
      clientCredentialType: "federatedIdentityCredential",
      resourceDisplayName: "Azure Storage",
      status: { errorCode: 0 },
    });
  });
});

describe("the sign-in log of what was refused", () => {
  it("says who tried with what, what for, and why it was refused, in the directory that was asked alone", async () => {
    const { emulator, as } = await aDirectory();
    const { clientId, principalId } = await aCaller(emulator, "contoso", "orders");
    const scope = "https://storage.azure.com/.default";
    const fields = { grant_type: "client_credentials", client_id: clientId, client_secret: "wrong", scope };
    expect((await postToken(emulator, fields, { tenant: contoso.tenantId })).status).toBe(401);
    const filter = encodeURIComponent("status/errorCode ne 0 and signInEventTypes/any(t: t eq 'servicePrincipal')");
    const path = `GET /beta/auditLogs/signIns?$filter=${filter}` as const;
    const { value } = (await as(path)).body as { value: Record<string, unknown>[] };
    expect(value).toEqual([
      {
        id: expect.any(String) as string,
        createdDateTime: "2026-01-02T03:04:05.000Z",
        appDisplayName: "orders",
        appId: clientId,
        correlationId,
        servicePrincipalId: principalId,
        servicePrincipalName: "orders",
        clientCredentialType: "clientSecret",
        resourceDisplayName: "Azure Storage",
        resourceId: "e406a681-f3d4-42a8-90b6-c2b029497af1",
        resourceServicePrincipalId: expect.any(String) as string,
        resourceTenantId: contoso.tenantId,
        conditionalAccessStatus: "notApplied",
        isInteractive: false,
        signInEventTypes: ["servicePrincipal"],
        status: {
          errorCode: 7000215,
          failureReason: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
          additionalDetails: null,
        },
      },
    ]);
    expect((await callGraph(emulator, "fabrikam", path)).body).toMatchObject({ value: [] });
  });
});

describe("$count", () => {
  const headers = { ConsistencyLevel: "eventual" };
  it("is the number of what the list holds, as text", async () => {
    const { emulator, as } = await aDirectory();
    for (const displayName of ["one", "two"]) await as("POST /v1.0/applications", { displayName });
    const count = (call: Call) => callGraph(emulator, "contoso", call, { headers });
    const all = await count("GET /v1.0/applications/$count");
    expect([all.status, all.headers.get("content-type"), all.text]).toEqual([200, "text/plain", "3"]);
    const filter = encodeURIComponent("displayName eq 'one'");
    expect((await count(`GET /v1.0/applications/$count?$filter=${filter}`)).text).toBe("1");
    expect((await count("GET /v1.0/servicePrincipals/$count")).text).toBe("1");
  });

  it("is refused without the header that it wants, and of what is no list", async () => {
    const { emulator, as } = await aDirectory();
    const refusal = { status: 400, code: "Request_BadRequest" };
    expectGraphRefusal(await as("GET /v1.0/applications/$count"), {
      status: 400,
      code: "Request_UnsupportedQuery",
      message:
        "Raw count (/$count) is not supported because the 'ConsistencyLevel:eventual' header is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information",
    });
    expectGraphRefusal(
      await callGraph(emulator, "contoso", "GET /v1.0/policies/defaultAppManagementPolicy/$count", { headers }),
      { ...refusal, message: "$count is not supported on this resource." },
    );
  });
});

describe("delegated permissions, owners and identifier URIs", () => {
  it("are kept, and refused where Graph refuses them", async () => {
    const { emulator, as } = await aDirectory();
    const { objectId, principalId } = await aCaller(emulator, "contoso", "orders");
    const api = await as("GET /v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    const grant = {
      clientId: principalId,
      consentType: "AllPrincipals",
      principalId: null,
      resourceId: field(api.body, "id"),
      scope: "User.Read",
    };
    expect((await as("POST /v1.0/oauth2PermissionGrants", grant)).status).toBe(201);
    expect((await as("POST /v1.0/oauth2PermissionGrants", grant)).status).toBe(409);
    const owner = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${principalId}` };
    expect((await as(`POST /v1.0/applications/${objectId}/owners/$ref`, owner)).status).toBe(204);
    expectGraphRefusal(await as(`POST /v1.0/applications/${objectId}/owners/$ref`, owner), {
      status: 400,
      code: "Request_BadRequest",
      message: "One or more added object references already exist for the following modified properties: 'owners'.",
    });
    const nobody = "00000000-0000-4000-8000-000000000009";
    const unknown = {
      status: 404,
      code: "Request_ResourceNotFound",
      message: `Resource '${nobody}' does not exist or one of its queried reference-property objects are not present.`,
    };
    const stranger = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${nobody}` };
    expectGraphRefusal(await as(`POST /v1.0/applications/${objectId}/owners/$ref`, stranger), unknown);
    expectGraphRefusal(await as(`DELETE /v1.0/applications/${objectId}/owners/${nobody}/$ref`), unknown);
    const uris = (uri: string) => as(`PATCH /v1.0/applications/${objectId}`, { identifierUris: [uri] });
    expectGraphRefusal(await uris("https://orders.example"), {
      status: 400,
      code: "HostNameNotOnVerifiedDomain",
      message:
        "Values of identifierUris property must use a verified domain of the organization or its subdomain: 'https://orders.example'",
    });
    expect((await uris("https://orders.contoso.onmicrosoft.com")).status).toBe(204);
    const claimed = await operatorToken(emulator, "contoso", "https://orders.contoso.onmicrosoft.com/.default");
    expect(claimed).toMatch(/^ey/);
  });
});
