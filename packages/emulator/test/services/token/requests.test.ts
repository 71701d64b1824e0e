import { describe, expect, it } from "vitest";
import { aChain, storageScope } from "../../chain.ts";
import { anEmulator, contoso, fabrikam, operatorSecret } from "../../emulator.ts";
import type { Refusal } from "../../refusal.ts";
import { checkNamedIn, expectRefusal, refusingCheck } from "../../refusal.ts";
import { postToken } from "../../wire.ts";

const missing = (name: string): Refusal => ({
  status: 400,
  error: "invalid_request",
  code: 900144,
  message: `The request body must contain the following parameter: '${name}'.`,
});
const scopeInvalid = (scope: string): Refusal => ({
  status: 400,
  error: "invalid_scope",
  code: 70011,
  message: `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
});
const noDefault = (scope: string): Refusal => ({
  status: 400,
  error: "invalid_scope",
  code: 1002012,
  message: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
});
const unknownResource = (resource: string): Refusal => ({
  status: 400,
  error: "invalid_resource",
  code: 500011,
  message: `The resource principal named ${resource} was not found in the tenant named ${fabrikam.tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  hasErrorUri: true,
});

const requests: readonly {
  readonly title: string;
  readonly fields: Record<string, string | undefined>;
  readonly refusal: Refusal;
}[] = [
  {
    title: "without grant_type (request.grant-type)",
    fields: { grant_type: undefined },
    refusal: missing("grant_type"),
  },
  { title: "without client_id (request.client-id)", fields: { client_id: undefined }, refusal: missing("client_id") },
  { title: "without scope (request.scope)", fields: { scope: undefined }, refusal: missing("scope") },
  {
    title: "without the type of its assertion (request.assertion-type)",
    fields: { client_assertion_type: undefined },
    refusal: missing("client_assertion_type"),
  },
  {
    title: "with another type of assertion (request.assertion-type)",
    fields: { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" },
    refusal: missing("client_assertion_type"),
  },
  {
    title: "of another grant (request.grant, 70003)",
    fields: { grant_type: "telepathy" },
    refusal: {
      status: 400,
      error: "unsupported_grant_type",
      code: 70003,
      message: "The app requested an unsupported grant type 'telepathy'.",
    },
  },
  {
    title: "without any credential (request.client-credential, 7000216)",
    fields: { client_assertion: undefined },
    refusal: {
      status: 401,
      error: "invalid_client",
      code: 7000216,
      message: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    },
  },
  { title: "with a blank scope (scope.present)", fields: { scope: " " }, refusal: scopeInvalid(" ") },
  {
    title: "for two resources (scope.single-resource)",
    fields: { scope: "https://storage.azure.com/.default https://graph.microsoft.com/.default" },
    refusal: scopeInvalid("https://storage.azure.com/.default https://graph.microsoft.com/.default"),
  },
  {
    title: "for a permission instead of a resource (scope.default, 1002012)",
    fields: { scope: "User.Read" },
    refusal: noDefault("User.Read"),
  },
  {
    title: "for a resource without /.default (scope.default, 1002012)",
    fields: { scope: "https://storage.azure.com" },
    refusal: noDefault("https://storage.azure.com"),
  },
  {
    title: "for another resource than its scope's (scope.resource-parameter, 9010010)",
    fields: { resource: "https://graph.microsoft.com" },
    refusal: {
      status: 400,
      error: "invalid_target",
      code: 9010010,
      message: "The resource parameter of the request doesn't match the requested scopes.",
    },
  },
  {
    title: "with /.default twice (scope.default-once)",
    fields: { scope: "https://storage.azure.com/.default/.default" },
    refusal: scopeInvalid("https://storage.azure.com/.default/.default"),
  },
  {
    title: "for a resource that the directory does not have (resource.exists, 500011)",
    fields: { scope: "api://nowhere/.default" },
    refusal: unknownResource("api://nowhere"),
  },
];

describe("a token request", () => {
  it.each(requests)("is refused $title", async ({ title, fields, refusal }) => {
    const chain = await aChain();
    expectRefusal(await chain.exchange(fields), refusal);
    expect(refusingCheck(chain.emulator)).toBe(checkNamedIn(title));
  });

  it("is answered with scopes of a sign-in beside the resource, as MSAL for Go and for Java send them", async () => {
    const chain = await aChain();
    const answer = await chain.exchange({ scope: `${storageScope} openid offline_access profile` });
    expect(answer.status).toBe(200);
  });

  it("is refused with another secret than the application's (secret.known, 7000215)", async () => {
    const emulator = await anEmulator();
    const { operatorClientId, tenantId } = contoso;
    const fields = {
      grant_type: "client_credentials",
      client_id: operatorClientId,
      client_secret: "not-the-operators-secret",
      scope: "https://graph.microsoft.com/.default",
    };
    expectRefusal(await postToken(emulator, fields, { tenant: tenantId }), {
      status: 401,
      error: "invalid_client",
      code: 7000215,
      message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${operatorClientId}'.`,
      hasErrorUri: true,
    });
  });

  it("is refused when one operator's secret is offered for the other", async () => {
    const emulator = await anEmulator();
    const fields = {
      grant_type: "client_credentials",
      client_id: fabrikam.operatorClientId,
      client_secret: operatorSecret(emulator, "contoso"),
      scope: "https://graph.microsoft.com/.default",
    };
    expect((await postToken(emulator, fields)).body).toMatchObject({ error_codes: [7000215] });
  });
});

const tenants: readonly { readonly tenant: string; readonly refusal: Refusal }[] = [
  ...["common", "organizations", "consumers", "Common"].map((tenant) => ({
    tenant,
    refusal: {
      status: 400,
      error: "invalid_request",
      code: 9001023,
      message: `The grant type is not supported over the /${tenant} endpoint. Name one tenant in the endpoint.`,
    },
  })),
  {
    tenant: "00000000-0000-0000-0000-000000000000",
    refusal: {
      status: 400,
      error: "invalid_request",
      code: 900021,
      message:
        "Requested tenant identifier '00000000-0000-0000-0000-000000000000' is not valid. Tenant identifiers may not be an empty GUID.",
    },
  },
  {
    tenant: "Fabrikam",
    refusal: {
      status: 400,
      error: "invalid_request",
      code: 900023,
      message: "Specified tenant identifier 'Fabrikam' is neither a valid DNS name, nor a valid external domain.",
    },
  },
  ...["33333333-3333-4333-8333-333333333333", "nobody.onmicrosoft.com"].map((tenant) => ({
    tenant,
    refusal: {
      status: 400,
      error: "invalid_request",
      code: 90002,
      message: `Tenant '${tenant}' not found. Check that the tenant ID is right and that you are signing in to the right cloud. It may also be that the tenant has no active subscription.`,
    },
  })),
];

describe("the tenant of a token request", () => {
  it.each(tenants)(
    "is refused when it is $tenant (tenant.single, tenant.not-empty, tenant.form, tenant.exists)",
    async ({ tenant, refusal }) => {
      const emulator = await anEmulator();
      expectRefusal(await postToken(emulator, { grant_type: "client_credentials" }, { tenant }), refusal);
    },
  );

  it.each([fabrikam.tenantId, fabrikam.tenantId.toUpperCase(), "fabrikam.onmicrosoft.com", "FABRIKAM.onmicrosoft.com"])(
    "may be written %s",
    async (tenant) => {
      const chain = await aChain();
      const fields = {
        grant_type: "client_credentials",
        client_id: chain.application.appId,
        scope: storageScope,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await chain.assertion(),
      };
      expect((await postToken(chain.emulator, fields, { tenant })).status).toBe(200);
    },
  );
});
