import { describe, expect, it } from "vitest";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso, fabrikam, graph } from "../../emulator.ts";
import type { Company } from "../../wire.ts";
import { callGraph, field } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

type Call = `${string} /${string}`;

/** What the azuread provider sends, read in its source of August 2026: every property, unset ones as null or empty. */
const everything = {
  description: null,
  isDeviceOnlyAuthSupported: false,
  isFallbackPublicClient: false,
  notes: null,
  serviceManagementReference: null,
  tags: [],
};

function asOf(emulator: TestEmulator, company: Company) {
  return (call: Call, body?: object) => callGraph(emulator, company, call, body ? { body } : {});
}

describe("what Terraform's provider for directories does", () => {
  it("makes an application with its caller as the owner, renames it, and takes the owner away", async () => {
    const as = asOf(await anEmulator(), "contoso");
    const owner = `${graph}/v1.0/directoryObjects/${contoso.operatorPrincipalId}`;
    const made = await as("POST /v1.0/applications", {
      "@odata.type": "#microsoft.graph.application",
      ...everything,
      displayName: "TERRAFORM_UPDATE_1",
      signInAudience: "AzureADMultipleOrgs",
      api: { "@odata.type": "#microsoft.graph.apiApplication", knownClientApplications: [] },
      appRoles: [],
      groupMembershipClaims: null,
      identifierUris: [],
      info: { marketingUrl: null },
      optionalClaims: null,
      publicClient: { redirectUris: [] },
      requiredResourceAccess: [],
      spa: { redirectUris: [] },
      web: { homePageUrl: null, redirectUris: [], implicitGrantSettings: { enableIdTokenIssuance: false } },
      "owners@odata.bind": [owner],
    });
    expect(made.status).toBe(201);
    const path = `/v1.0/applications/${field(made.body, "id")}` as const;
    expect((await as(`GET ${path}/owners`)).body).toMatchObject({ value: [{ id: contoso.operatorPrincipalId }] });
    expect((await as(`PATCH ${path}`, { displayName: "orders" })).status).toBe(204);
    expect((await as(`DELETE ${path}/owners/${contoso.operatorPrincipalId}/$ref`)).status).toBe(204);
    expect((await as(`GET ${path}/owners`)).body).toMatchObject({ value: [] });
    const beta = path.replace("/v1.0/", "/beta/") as `/${string}`;
    expect((await as(`PATCH ${beta}`, { oauth2RequirePostResponse: false })).status).toBe(204);
    expect((await as(`PATCH ${path}`, { oauth2RequirePostResponse: false })).status).toBe(400);
  });

  it("disables an app role, then changes it: with the application's own id in the body, and with no other", async () => {
    const as = asOf(await anEmulator(), "contoso");
    const role = {
      id: "1b19509b-32b1-4e9f-b71d-4992aa991967",
      allowedMemberTypes: ["Application"],
      description: "may write",
      displayName: "Orders.Write",
      isEnabled: true,
      value: "Orders.Write",
    };
    const made = await as("POST /v1.0/applications", { displayName: "orders", appRoles: [role] });
    const id = field(made.body, "id");
    const path = `/v1.0/applications/${id}` as const;
    const disabled = { ...role, isEnabled: false };
    expect((await as(`PATCH ${path}`, { id, appRoles: [disabled] })).status).toBe(204);
    const changed = { ...role, description: "may write all" };
    expect((await as(`PATCH ${path}`, { appRoles: [changed] })).status).toBe(204);
    expect((await as(`GET ${path}`)).body).toMatchObject({ appRoles: [changed] });
    expectGraphRefusal(await as(`PATCH ${path}`, { id: fabrikam.operatorPrincipalId, notes: "n" }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Invalid property 'id'.",
    });
  });

  it("changes one member of a complex property at a time; a scope must be disabled before it is left out", async () => {
    const as = asOf(await anEmulator(), "contoso");
    const scope = { id: "96183846-204b-4b43-82e1-5d2222eb4b9b", type: "User", value: "orders.read", isEnabled: true };
    const api = { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [scope] };
    const made = await as("POST /v1.0/applications", { displayName: "orders", api });
    const path = `/v1.0/applications/${field(made.body, "id")}` as const;
    const preAuthorizedApplications = [{ appId: contoso.operatorPrincipalId, delegatedPermissionIds: [scope.id] }];
    const change = { "@odata.type": "#microsoft.graph.apiApplication", preAuthorizedApplications };
    expect((await as(`PATCH ${path}`, { api: change })).status).toBe(204);
    const web = { redirectUris: ["https://orders.example"], implicitGrantSettings: { enableIdTokenIssuance: true } };
    expect((await as(`PATCH ${path}`, { web })).status).toBe(204);
    expect((await as(`GET ${path}`)).body).toMatchObject({
      api: {
        acceptMappedClaims: null,
        knownClientApplications: [],
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [scope],
        preAuthorizedApplications,
      },
      web: {
        homePageUrl: null,
        logoutUrl: null,
        redirectUris: ["https://orders.example"],
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
        redirectUriSettings: [],
      },
    });
    const without = { api: { oauth2PermissionScopes: [] } };
    expectGraphRefusal(await as(`PATCH ${path}`, without), {
      status: 400,
      code: "CannotDeleteOrUpdateEnabledEntitlement",
      message: "Property value cannot be deleted unless it is disabled first.",
    });
    const disabled = { api: { oauth2PermissionScopes: [{ ...scope, isEnabled: false }] } };
    expect((await as(`PATCH ${path}`, disabled)).status).toBe(204);
    expect((await as(`PATCH ${path}`, without)).status).toBe(204);
  });

  it("makes a credential and changes it, with its name and id along", async () => {
    const as = asOf(await anEmulator(), "contoso");
    const made = await as("POST /v1.0/applications", { displayName: "orders" });
    const path = `/v1.0/applications/${field(made.body, "id")}/federatedIdentityCredentials` as const;
    const trust = { name: "aks", issuer: "https://oidc.example", subject: "s", audiences: ["a"], description: "" };
    const credential = await as(`POST ${path}`, {
      "@odata.type": "#microsoft.graph.federatedIdentityCredential",
      ...trust,
    });
    expect(credential.status).toBe(201);
    const id = field(credential.body, "id");
    expect((await as(`PATCH ${path}/${id}`, { ...trust, id, subject: "other" })).status).toBe(204);
    expect((await as(`GET ${path}/${id}`)).body).toMatchObject({ name: "aks", subject: "other" });
  });

  it("makes a service principal of the other directory's application with all that it may say of one", async () => {
    const emulator = await anEmulator();
    const body = { displayName: "orders", signInAudience: "AzureADMultipleOrgs" };
    const appId = field((await asOf(emulator, "contoso")("POST /v1.0/applications", body)).body, "appId");
    const as = asOf(emulator, "fabrikam");
    const made = await as("POST /v1.0/servicePrincipals", {
      "@odata.type": "#microsoft.graph.servicePrincipal",
      accountEnabled: true,
      alternativeNames: ["orders-there"],
      appId,
      appRoleAssignmentRequired: false,
      description: "TERRAFORM_UPDATE_1",
      loginUrl: null,
      notes: null,
      notificationEmailAddresses: [],
      preferredSingleSignOnMode: null,
      samlSingleSignOnSettings: null,
      tags: [],
      "owners@odata.bind": [`${graph}/v1.0/directoryObjects/${fabrikam.operatorPrincipalId}`],
    });
    expect([made.status, (made.body as Record<string, unknown>)["alternativeNames"]]).toEqual([201, ["orders-there"]]);
    const path = `/v1.0/servicePrincipals/${field(made.body, "id")}` as const;
    const id = field(made.body, "id");
    expect((await as(`PATCH ${path}`, { id, description: null, alternativeNames: [] })).status).toBe(204);
    expect((await as(`PATCH ${path}`, { id: contoso.operatorPrincipalId })).status).toBe(400);
    expect((await as(`GET ${path}`)).body).toMatchObject({ description: null, alternativeNames: [] });
    expect((await as(`DELETE ${path}/owners/${fabrikam.operatorPrincipalId}/$ref`)).status).toBe(204);
  });

  it("is refused an owner that the directory does not have", async () => {
    const as = asOf(await anEmulator(), "contoso");
    const id = fabrikam.operatorPrincipalId;
    const body = { displayName: "orders", "owners@odata.bind": [`${graph}/v1.0/directoryObjects/${id}`] };
    expectGraphRefusal(await as("POST /v1.0/applications", body), {
      status: 404,
      code: "Request_ResourceNotFound",
      message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    });
  });
});
