import { describe, expect, it } from "vitest";
import { anIdentity } from "../../chain.ts";
import { anEmulator, contoso } from "../../emulator.ts";
import { callGraph, field } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);

async function anApplication(signInAudience = "AzureADMultipleOrgs") {
  const emulator = await anEmulator();
  const body = { displayName: "orders", signInAudience, identifierUris: ["api://orders"] };
  const { body: application } = await callGraph(emulator, "contoso", "POST /v1.0/applications", { body });
  const appId = field(application, "appId");
  const provision = (company: "contoso" | "fabrikam") =>
    callGraph(emulator, company, "POST /v1.0/servicePrincipals", { body: { appId, accountEnabled: true } });
  return { emulator, appId, id: field(application, "id"), provision };
}

const noBackingApplication = (appId: string) => ({
  status: 400,
  code: "Request_BadRequest",
  message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
  detail: "NoBackingApplicationObject",
});

describe("service principals in Graph", () => {
  it("are made in the other directory for a multi-tenant application, as objects of their own", async () => {
    const { appId, id, provision } = await anApplication();
    const { status, body } = await provision("fabrikam");
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity",
        id: guid,
        deletedDateTime: null,
        accountEnabled: true,
        addIns: [],
        alternativeNames: [],
        appDescription: null,
        appDisplayName: "orders",
        appId,
        applicationTemplateId: null,
        appOwnerOrganizationId: contoso.tenantId,
        appRoleAssignmentRequired: false,
        appRoles: [],
        createdDateTime: "2026-01-02T03:04:05.000Z",
        customSecurityAttributes: null,
        description: null,
        disabledByMicrosoftStatus: null,
        displayName: "orders",
        homepage: null,
        info: {
          logoUrl: null,
          marketingUrl: null,
          privacyStatementUrl: null,
          supportUrl: null,
          termsOfServiceUrl: null,
        },
        keyCredentials: [],
        loginUrl: null,
        logoutUrl: null,
        notes: null,
        notificationEmailAddresses: [],
        oauth2PermissionScopes: [],
        passwordCredentials: [],
        preferredSingleSignOnMode: null,
        preferredTokenSigningKeyThumbprint: null,
        replyUrls: [],
        resourceSpecificApplicationPermissions: [],
        samlSingleSignOnSettings: null,
        servicePrincipalNames: [appId, "api://orders"],
        servicePrincipalType: "Application",
        signInAudience: "AzureADMultipleOrgs",
        tags: [],
        tokenEncryptionKeyId: null,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
      },
    });
    const home = await provision("contoso");
    expect(new Set([field(body, "id"), field(home.body, "id"), id]).size).toBe(3);
  });

  it("are not made twice", async () => {
    const { emulator, appId, provision } = await anApplication();
    await provision("fabrikam");
    expectGraphRefusal(await provision("fabrikam"), {
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
      message: `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      detail: "ObjectConflict",
      target: "servicePrincipalNames",
    });
    const headers = { prefer: "create-if-missing" };
    const call = `PATCH /v1.0/servicePrincipals(appId='${appId}')` as const;
    expect((await callGraph(emulator, "fabrikam", call, { body: {}, headers })).status).toBe(204);
  });

  it("are made by an upsert under their appId", async () => {
    const { emulator, appId } = await anApplication();
    const call = `PATCH /v1.0/servicePrincipals(appId='${appId}')` as const;
    const headers = { prefer: "create-if-missing" };
    expect((await callGraph(emulator, "fabrikam", call, { body: {} })).status).toBe(404);
    const created = await callGraph(emulator, "fabrikam", call, { body: {}, headers });
    expect([created.status, field(created.body, "appId")]).toEqual([201, appId]);
  });

  it("are not made for a single-tenant application of another directory, but at home they are", async () => {
    const { appId, provision } = await anApplication("AzureADMyOrg");
    expectGraphRefusal(await provision("fabrikam"), noBackingApplication(appId));
    expect((await provision("contoso")).status).toBe(201);
  });

  it("are not made for a managed identity's client id, or for nobody's", async () => {
    const emulator = await anEmulator();
    const { clientId } = await anIdentity(emulator);
    for (const appId of [clientId, "99999999-9999-4999-8999-999999999999"]) {
      const answer = await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId } });
      expectGraphRefusal(answer, noBackingApplication(appId));
    }
  });

  it("are found as the Azure CLI looks for them", async () => {
    const { emulator, appId, provision } = await anApplication();
    const id = field((await provision("fabrikam")).body, "id");
    const filter = encodeURIComponent(`servicePrincipalNames/any(c:c eq '${appId}')`);
    expect((await callGraph(emulator, "fabrikam", `GET /v1.0/servicePrincipals?$filter=${filter}`)).body).toMatchObject(
      {
        value: [{ id }],
      },
    );
    const body = { ids: [id], types: ["user", "group", "servicePrincipal", "directoryObjectPartnerReference"] };
    expect(
      (await callGraph(emulator, "fabrikam", "POST /v1.0/directoryObjects/getByIds", { body })).body,
    ).toMatchObject({
      value: [{ "@odata.type": "#microsoft.graph.servicePrincipal", id }],
    });
    expect((await callGraph(emulator, "contoso", "POST /v1.0/directoryObjects/getByIds", { body })).body).toEqual({
      value: [],
    });
  });

  it("stand behind managed identities, and cannot be deleted without them", async () => {
    const emulator = await anEmulator();
    const identity = await anIdentity(emulator);
    const path = `/v1.0/servicePrincipals/${identity.principalId}` as const;
    expect((await callGraph(emulator, "contoso", `GET ${path}`)).body).toMatchObject({
      appId: identity.clientId,
      servicePrincipalType: "ManagedIdentity",
      alternativeNames: ["isExplicit=True", identity.id],
      appOwnerOrganizationId: null,
    });
    expectGraphRefusal(await callGraph(emulator, "contoso", `DELETE ${path}`), {
      status: 400,
      code: "Request_BadRequest",
      message: "A managed identity's service principal goes with its identity; delete that in Resource Manager.",
    });
    const none = (await callGraph(emulator, "contoso", "GET /v1.0/applications")).text;
    expect(none).not.toContain(identity.clientId);
  });

  it("are disabled and deleted", async () => {
    const { emulator, provision } = await anApplication();
    const id = field((await provision("fabrikam")).body, "id");
    const path = `/v1.0/servicePrincipals/${id}` as const;
    const body = { accountEnabled: false, tags: ["seen"] };
    expect((await callGraph(emulator, "fabrikam", `PATCH ${path}`, { body })).status).toBe(204);
    expect((await callGraph(emulator, "fabrikam", `GET ${path}`)).body).toMatchObject(body);
    expect((await callGraph(emulator, "fabrikam", `DELETE ${path}`)).status).toBe(204);
    expect((await callGraph(emulator, "fabrikam", `GET ${path}`)).status).toBe(404);
  });
});
