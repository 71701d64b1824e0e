import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain, anIdentity, hostPath, identityPath } from "../../chain.ts";
import { anEmulator, arm, contoso, fabrikam } from "../../emulator.ts";
import { callArm, field, operatorToken, read } from "../../wire.ts";
import { expectArmRefusal } from "./refusal.ts";

const group = `GET ${contoso.group}?api-version=2024-11-01` as const;
const challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token"';

describe("access to Resource Manager", () => {
  it("needs a token", async () => {
    const emulator = await anEmulator();
    const answer = await callArm(emulator, "contoso", group, { token: null });
    expectArmRefusal(answer, {
      status: 401,
      code: "AuthenticationFailed",
      message: "Authentication failed. The 'Authorization' header is missing.",
    });
    expect(answer.headers.get("www-authenticate")).toBe(challenge);
  });

  it("needs a token for Resource Manager, genuine and of now", async () => {
    const emulator = await anEmulator();
    const forGraph = await operatorToken(emulator, "contoso", "https://graph.microsoft.com/.default");
    const good = await operatorToken(emulator, "contoso", "https://management.azure.com/.default");
    expectArmRefusal(await callArm(emulator, "contoso", group, { token: forGraph }), {
      status: 401,
      code: "InvalidAuthenticationTokenAudience",
      message:
        "The access token has been obtained for wrong audience or resource 'https://graph.microsoft.com'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com/','https://localhost:7412'.",
    });
    expectArmRefusal(await callArm(emulator, "contoso", group, { token: forge(good, {}) }), {
      status: 401,
      code: "InvalidAuthenticationToken",
      message: "The access token is invalid (signature).",
    });
    emulator.world.advance(3600);
    expectArmRefusal(await callArm(emulator, "contoso", group, { token: good }), {
      status: 401,
      code: "ExpiredAuthenticationToken",
      message: "The access token expiry has passed.",
    });
  });

  it.each([
    "https://management.azure.com/.default",
    "https://management.azure.com//.default",
    "https://management.core.windows.net//.default",
    "https://localhost:7412/.default",
    "https://localhost:7412//.default",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013/.default",
  ])("is given by a token for %s", async (scope) => {
    const emulator = await anEmulator();
    const token = await operatorToken(emulator, "contoso", scope);
    expect((await callArm(emulator, "contoso", group, { token })).status).toBe(200);
  });

  it("ends at the directory that the subscription trusts, and the challenge names that directory", async () => {
    const emulator = await anEmulator();
    const answer = await callArm(emulator, "fabrikam", group);
    expectArmRefusal(answer, {
      status: 401,
      code: "InvalidAuthenticationTokenTenant",
      message: `The access token is from the wrong issuer 'https://sts.windows.net/${fabrikam.tenantId}/'. It must match the tenant 'https://sts.windows.net/${contoso.tenantId}/' associated with this subscription. Please use the authority (URL) 'https://login.microsoftonline.com/${contoso.tenantId}' to get the token.`,
    });
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer authorization_uri="https://login.microsoftonline.com/${contoso.tenantId}", error="invalid_token", error_description="The access token is from the wrong issuer."`,
    );
    const body = { location: "japaneast" };
    const written = await callArm(emulator, "fabrikam", `PUT ${identityPath}?api-version=2024-11-30`, { body });
    expect(written.status).toBe(401);
    const listed = await callArm(emulator, "fabrikam", "GET /subscriptions?api-version=2019-11-01");
    expect(listed.text).not.toContain("11111111-0000-4000-8000-00000000005b");
  });

  it("is denied to a principal without a role there", async () => {
    const chain = await aChain({ role: true });
    const scope = "https://management.azure.com/.default";
    const token = field((await chain.exchange({ scope })).body, "access_token");
    const call = `GET ${fabrikam.storage}?api-version=2025-06-01` as const;
    expectArmRefusal(await callArm(chain.emulator, "fabrikam", call, { token }), {
      status: 403,
      code: "AuthorizationFailed",
      message: `The client '${chain.application.appId}' with object id '${chain.principalId}' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope '${fabrikam.storage}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
  });

  it("to a host is not enough to assign an identity to it: that is a right on the identity", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    const assignment =
      `${hostPath}/providers/Microsoft.Authorization/roleAssignments/abcd0000-0000-4000-8000-000000000001` as const;
    const roleDefinitionId = `/subscriptions/11111111-0000-4000-8000-00000000005b/providers/Microsoft.Authorization/roleDefinitions/${contributor}`;
    const { principalId, clientId } = chain.identity;
    await callArm(emulator, "contoso", `PUT ${assignment}?api-version=2022-04-01`, {
      body: { properties: { roleDefinitionId, principalId } },
    });
    const { id } = await anIdentity(emulator, "id-other");
    const token = await chain.assertion("https://management.azure.com");
    const call = `PATCH ${hostPath}?api-version=2024-11-01` as const;
    expect((await callArm(emulator, "contoso", call, { token, body: { tags: { a: "b" } } })).status).toBe(200);
    const body = { identity: { type: "UserAssigned", userAssignedIdentities: { [id]: {} } } };
    expectArmRefusal(await callArm(emulator, "contoso", call, { token, body }), {
      status: 403,
      code: "LinkedAuthorizationFailed",
      message: `The client '${clientId}' with object id '${principalId}' has permission to perform action 'Microsoft.Web/sites/write' on scope '${hostPath}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${id}' or the linked scope(s) are invalid.`,
    });
  });
});

describe("a request to Resource Manager", () => {
  it("needs an api-version, of which any is taken", async () => {
    const emulator = await anEmulator();
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${contoso.group}`), {
      status: 400,
      code: "MissingApiVersionParameter",
      message: "The api-version query parameter (?api-version=) is required for all requests.",
    });
    for (const version of ["2014-04-01", "2026-09-01", "2022-01-31-preview"]) {
      expect((await callArm(emulator, "contoso", `GET ${contoso.group}?api-version=${version}`)).status).toBe(200);
    }
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${hostPath}?api-version=latest`), {
      status: 400,
      code: "InvalidApiVersionParameter",
      message:
        "The api-version 'latest' is invalid. The supported versions are '2025-05-01,2024-11-01,2024-04-01,2023-12-01,2022-09-01,2022-03-01'.",
    });
  });

  it("may have double slashes and one at the end", async () => {
    const emulator = await anEmulator();
    const path =
      `//subscriptions//11111111-0000-4000-8000-00000000005b/resourcegroups/RG-APP/?api-version=2024-11-01` as const;
    expect((await callArm(emulator, "contoso", `GET ${path}`)).body).toMatchObject({ id: contoso.group });
  });

  it("is refused for a subscription or a type that is not there, and for broken JSON or escapes", async () => {
    const emulator = await anEmulator();
    expectArmRefusal(await callArm(emulator, "contoso", "GET /subscriptions/none?api-version=2022-12-01"), {
      status: 404,
      code: "SubscriptionNotFound",
      message: "The subscription 'none' could not be found.",
    });
    const type = `${contoso.group}/providers/Microsoft.Network/virtualNetworks/vnet` as const;
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${type}?api-version=2025-01-01`), {
      status: 404,
      code: "InvalidResourceType",
      message: "The emulator has no GET for 'Microsoft.Network/virtualNetworks'.",
    });
    const token = await operatorToken(emulator, "contoso", `${arm}/.default`);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const url = `${arm}${identityPath}?api-version=2024-11-30`;
    const broken = await read(await emulator.fetch(new Request(url, { method: "PUT", headers, body: "{" })));
    expectArmRefusal(broken, {
      status: 400,
      code: "InvalidRequestContent",
      message: "The request content was invalid and could not be deserialized.",
    });
    expect((await emulator.fetch(new Request(`${arm}/%E0%A4%A?api-version=2022-12-01`, { headers }))).status).toBe(404);
  });

  it("is answered with the correlation id that the client sent", async () => {
    const emulator = await anEmulator();
    const headers = { "x-ms-correlation-request-id": "c0ffee00-0000-4000-8000-000000000009" };
    const answer = await callArm(emulator, "contoso", group, { headers });
    expect(answer.headers.get("x-ms-correlation-request-id")).toBe(headers["x-ms-correlation-request-id"]);
  });

  it("lists subscriptions and tenants with what the Azure CLI reads", async () => {
    const emulator = await anEmulator();
    expect((await callArm(emulator, "contoso", "GET /subscriptions?api-version=2019-11-01")).body).toEqual({
      value: [
        {
          id: "/subscriptions/11111111-0000-4000-8000-00000000005b",
          subscriptionId: "11111111-0000-4000-8000-00000000005b",
          displayName: "Contoso subscription",
          tenantId: contoso.tenantId,
          state: "Enabled",
          authorizationSource: "RoleBased",
          managedByTenants: [],
        },
      ],
      count: { type: "Total", value: 1 },
    });
    expect((await callArm(emulator, "contoso", "GET /tenants?api-version=2022-12-01")).body).toMatchObject({
      value: [{ tenantId: contoso.tenantId, defaultDomain: "contoso.onmicrosoft.com" }],
    });
  });
});
