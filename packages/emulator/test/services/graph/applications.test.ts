import { describe, expect, it } from "vitest";
import { anEmulator } from "../../emulator.ts";
import type { Answer } from "../../wire.ts";
import { callGraph, field } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const upsert = { prefer: "create-if-missing" };

async function anApplication(body: object = {}) {
  const emulator = await anEmulator();
  const answer = await callGraph(emulator, "contoso", "POST /v1.0/applications", {
    body: { displayName: "orders", ...body },
  });
  return { emulator, answer, id: field(answer.body, "id"), appId: field(answer.body, "appId") };
}

function values(answer: Answer): Record<string, unknown>[] {
  return (answer.body as { value: Record<string, unknown>[] }).value;
}

describe("applications in Graph", () => {
  it("are made with everything that tools read, multi-tenant unless told otherwise, and no permission", async () => {
    const { answer } = await anApplication();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
        id: guid,
        deletedDateTime: null,
        appId: guid,
        applicationTemplateId: null,
        certification: null,
        createdDateTime: "2026-01-02T03:04:05.000Z",
        disabledByMicrosoftStatus: null,
        displayName: "orders",
        uniqueName: null,
        signInAudience: "AzureADMultipleOrgs",
        identifierUris: [],
        passwordCredentials: [],
        addIns: [],
        api: {
          acceptMappedClaims: null,
          knownClientApplications: [],
          requestedAccessTokenVersion: null,
          oauth2PermissionScopes: [],
          preAuthorizedApplications: [],
        },
        appRoles: [],
        defaultRedirectUri: null,
        description: null,
        groupMembershipClaims: null,
        info: {
          logoUrl: null,
          marketingUrl: null,
          privacyStatementUrl: null,
          supportUrl: null,
          termsOfServiceUrl: null,
        },
        isDeviceOnlyAuthSupported: null,
        isFallbackPublicClient: null,
        keyCredentials: [],
        nativeAuthenticationApisEnabled: null,
        notes: null,
        optionalClaims: null,
        parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
        publisherDomain: "contoso.onmicrosoft.com",
        publicClient: { redirectUris: [] },
        requestSignatureVerification: null,
        requiredResourceAccess: [],
        samlMetadataUrl: null,
        serviceManagementReference: null,
        servicePrincipalLockConfiguration: null,
        spa: { redirectUris: [] },
        tags: [],
        tokenEncryptionKeyId: null,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        web: {
          homePageUrl: null,
          logoutUrl: null,
          redirectUris: [],
          implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
          redirectUriSettings: [],
        },
      },
    });
    expect(field(answer.body, "id")).not.toBe(field(answer.body, "appId"));
    expect(answer.headers.get("odata-version")).toBe("4.0");
  });

  it("are read under every form of key, with double slashes and under beta", async () => {
    const { emulator, id, appId } = await anApplication({ uniqueName: "orders-unique" });
    for (const path of [
      `/v1.0/applications/${id}`,
      `/v1.0/applications/${id.toUpperCase()}`,
      `/v1.0/applications('${id}')`,
      `/v1.0/applications(appId='${appId}')`,
      `/v1.0/applications(uniqueName='orders-unique')`,
      `//v1.0//applications/${id}/`,
      `/beta/applications/${id}`,
    ] as const) {
      const { status, body } = await callGraph(emulator, "contoso", `GET ${path}`);
      expect([path, status, status === 200 && field(body, "appId")]).toEqual([path, 200, appId]);
    }
  });

  it("are found by the filters that tools send", async () => {
    const { emulator, appId } = await anApplication({ identifierUris: ["api://orders"] });
    for (const filter of [
      "startswith(displayName,'ord')",
      "displayName eq 'orders'",
      `appId eq '${appId}'`,
      "identifierUris/any(s:s eq 'api://orders')",
      `appId eq '${appId}' and startswith(displayName, 'ORD')`,
    ]) {
      const path = `/v1.0/applications?$filter=${encodeURIComponent(filter)}&$select=appId&$count=true` as const;
      const headers = { ConsistencyLevel: "eventual" };
      expect((await callGraph(emulator, "contoso", `GET ${path}`, { headers })).body).toEqual({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications",
        "@odata.count": 1,
        value: [{ appId }],
      });
    }
    const none = encodeURIComponent("displayName eq 'o''rders'");
    expect(values(await callGraph(emulator, "contoso", `GET /v1.0/applications?$filter=${none}`))).toEqual([]);
  });

  it("are not listed by a filter that is not understood: it is refused", async () => {
    const { emulator } = await anApplication();
    const filter = encodeURIComponent("displayName resembles 'orders'");
    expectGraphRefusal(await callGraph(emulator, "contoso", `GET /v1.0/applications?$filter=${filter}`), {
      status: 400,
      code: "Request_BadRequest",
      message: "Unsupported or invalid query filter clause: 'displayName resembles 'orders''.",
      detail: "Request_UnsupportedQuery",
    });
  });

  it("are changed by PATCH with 204, and what is not named stays", async () => {
    const { emulator, id } = await anApplication({ tags: ["kept"] });
    const body = { requiredResourceAccess: [], signInAudience: "AzureADMyOrg" };
    const patched = await callGraph(emulator, "contoso", `PATCH /v1.0/applications/${id}`, { body });
    expect([patched.status, patched.text]).toEqual([204, ""]);
    expect((await callGraph(emulator, "contoso", `GET /v1.0/applications/${id}`)).body).toMatchObject({
      displayName: "orders",
      signInAudience: "AzureADMyOrg",
      tags: ["kept"],
    });
  });

  it("are made or changed by an upsert under a unique name", async () => {
    const emulator = await anEmulator();
    const path = "/v1.0/applications(uniqueName='orders-unique')";
    const body = { displayName: "orders" };
    expectGraphRefusal(await callGraph(emulator, "contoso", `PATCH ${path}`, { body }), {
      status: 404,
      code: "Request_ResourceNotFound",
      message:
        "Resource 'orders-unique' does not exist or one of its queried reference-property objects are not present.",
    });
    const created = await callGraph(emulator, "contoso", `PATCH ${path}`, { body, headers: upsert });
    expect([created.status, field(created.body, "uniqueName")]).toEqual([201, "orders-unique"]);
    expect((await callGraph(emulator, "contoso", `PATCH ${path}`, { body, headers: upsert })).status).toBe(204);
    expect(
      values(await callGraph(emulator, "contoso", "GET /v1.0/applications?$filter=displayName%20eq%20'orders'")),
    ).toHaveLength(1);
  });

  it("have a unique name that is unique and read-only", async () => {
    const { emulator, id } = await anApplication({ uniqueName: "orders-unique" });
    const body = { displayName: "other", uniqueName: "orders-unique" };
    expectGraphRefusal(await callGraph(emulator, "contoso", "POST /v1.0/applications", { body }), {
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
      message: "Another object with the same value for property uniqueName already exists.",
      detail: "ObjectConflict",
      target: "uniqueName",
    });
    expectGraphRefusal(
      await callGraph(emulator, "contoso", `PATCH /v1.0/applications/${id}`, { body: { uniqueName: "another" } }),
      {
        status: 400,
        code: "Request_BadRequest",
        message: "Property 'uniqueName' is read-only and cannot be updated.",
      },
    );
  });

  it("are refused with every fault at once", async () => {
    const emulator = await anEmulator();
    const body = { signInAudience: "Everybody", colour: "green" };
    expectGraphRefusal(await callGraph(emulator, "contoso", "POST /v1.0/applications", { body }), {
      status: 400,
      code: "Request_BadRequest",
      message:
        "Invalid property 'colour'. A value is required for property 'displayName' of resource 'Application'. Invalid value specified for property 'signInAudience' of resource 'Application'.",
    });
  });

  it("are deleted with 204, with their service principal at home, and are then not found", async () => {
    const { emulator, id, appId } = await anApplication();
    await callGraph(emulator, "contoso", "POST /v1.0/servicePrincipals", { body: { appId } });
    expect((await callGraph(emulator, "contoso", `DELETE /v1.0/applications/${id}`)).status).toBe(204);
    expectGraphRefusal(await callGraph(emulator, "contoso", `GET /v1.0/applications/${id}`), {
      status: 404,
      code: "Request_ResourceNotFound",
      message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    });
    const principal = await callGraph(emulator, "contoso", `GET /v1.0/servicePrincipals(appId='${appId}')`);
    expect(principal.status).toBe(404);
  });

  it("never show a secret", async () => {
    const emulator = await anEmulator();
    const { text, body } = await callGraph(emulator, "contoso", "GET /v1.0/applications");
    const secret = emulator.context.store.state.directories[0]?.applications[0]?.passwordCredentials[0]?.secretText;
    expect(secret).toMatch(/.{40}/);
    expect(text).not.toContain(secret);
    expect(body).toMatchObject({ value: [{ passwordCredentials: [{ secretText: null }] }] });
  });
});
