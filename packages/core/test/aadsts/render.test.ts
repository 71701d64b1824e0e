// Bodies are written from what the service is known to answer, never from the catalogue.
import { describe, expect, test } from "vitest";
import { aadstsRow, fillTemplate, renderAadsts } from "@tegata/core";

const context = {
  nowMs: 1_767_323_045_678,
  traceId: "00000000-1111-2222-3333-444444444444",
  correlationId: "55555555-6666-7777-8888-999999999999",
  authority: "https://login.microsoftonline.com",
};
const ids =
  "Trace ID: 00000000-1111-2222-3333-444444444444 Correlation ID: 55555555-6666-7777-8888-999999999999 Timestamp: 2026-01-02 03:04:05Z";
const frame = {
  timestamp: "2026-01-02 03:04:05Z",
  trace_id: "00000000-1111-2222-3333-444444444444",
  correlation_id: "55555555-6666-7777-8888-999999999999",
};
const federation = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const compare =
  "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";

const bodies: readonly [code: number, status: number, values: Record<string, string>, body: object][] = [
  [
    700213,
    401,
    { subject: "client-id" },
    {
      error: "invalid_client",
      error_description: `AADSTS700213: No matching federated identity record found for presented assertion subject 'client-id'. ${compare} ${federation} ${ids}`,
      error_codes: [700213],
      ...frame,
    },
  ],
  [
    700211,
    401,
    { issuer: "https://sts.windows.net/t/" },
    {
      error: "invalid_client",
      error_description: `AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://sts.windows.net/t/'. ${compare} ${federation} ${ids}`,
      error_codes: [700211],
      ...frame,
    },
  ],
  [
    7002121,
    401,
    { audience: "https://management.azure.com/" },
    {
      error: "invalid_client",
      error_description: `AADSTS7002121: No matching federated identity record found for presented assertion audience 'https://management.azure.com/'. ${compare} ${federation} ${ids}`,
      error_codes: [7002121],
      ...frame,
    },
  ],
  [
    7002138,
    401,
    { subject: "abc" },
    {
      error: "invalid_client",
      error_description: `AADSTS7002138: No matching federated identity record found for presented assertion subject 'abc'. The subject matches a credential when case is ignored, but matching is case-sensitive. ${compare} ${federation} ${ids}`,
      error_codes: [7002138],
      ...frame,
    },
  ],
  [
    70021,
    401,
    { issuer: "i", subject: "s", audience: "a" },
    {
      error: "invalid_client",
      error_description: `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'i'. Assertion Subject: 's'. Assertion Audience: 'a'. ${ids}`,
      error_codes: [70021],
      ...frame,
      error_uri: "https://login.microsoftonline.com/error?code=70021",
    },
  ],
  [
    70025,
    401,
    { name: "orders" },
    {
      error: "invalid_client",
      error_description: `AADSTS70025: The client 'orders' has no configured federated identity credentials. ${ids}`,
      error_codes: [70025],
      ...frame,
    },
  ],
  [
    700236,
    401,
    { issuer: "https://login.microsoftonline.com/a/v2.0" },
    {
      error: "invalid_client",
      error_description: `AADSTS700236: Entra ID tokens issued by issuer 'https://login.microsoftonline.com/a/v2.0' may not be used for federated identity credential flows for applications or managed identities registered in this tenant. ${ids}`,
      error_codes: [700236],
      ...frame,
    },
  ],
  [
    700226,
    401,
    {},
    {
      error: "invalid_client",
      error_description: `AADSTS700226: Only MSI tokens may be used as Federated Identity Credentials for AAD issuer. ${ids}`,
      error_codes: [700226],
      ...frame,
    },
  ],
  [
    700222,
    401,
    {},
    {
      error: "invalid_client",
      error_description: `AADSTS700222: AAD-issued tokens may not be used for federated identity flows. ${ids}`,
      error_codes: [700222],
      ...frame,
    },
  ],
  [
    700024,
    401,
    {
      now: "2026-01-02T03:04:05.0000000Z",
      from: "2026-01-01T00:00:00.0000000Z",
      until: "2026-01-02T00:00:00.0000000Z",
    },
    {
      error: "invalid_client",
      error_description: `AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-01-02T03:04:05.0000000Z, assertion valid from 2026-01-01T00:00:00.0000000Z, expiry time of assertion 2026-01-02T00:00:00.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials ${ids}`,
      error_codes: [700024],
      ...frame,
    },
  ],
  [
    700016,
    400,
    { clientId: "c", tenant: "t" },
    {
      error: "unauthorized_client",
      error_description: `AADSTS700016: Application with identifier 'c' was not found in the directory 't'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant. ${ids}`,
      error_codes: [700016],
      ...frame,
    },
  ],
  [
    7000229,
    401,
    { clientId: "c", tenant: "t" },
    {
      error: "invalid_client",
      error_description: `AADSTS7000229: The client application c is missing service principal in the tenant t. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119 ${ids}`,
      error_codes: [7000229],
      ...frame,
    },
  ],
  [
    7000215,
    401,
    { clientId: "c" },
    {
      error: "invalid_client",
      error_description: `AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'c'. ${ids}`,
      error_codes: [7000215],
      ...frame,
      error_uri: "https://login.microsoftonline.com/error?code=7000215",
    },
  ],
  [
    500011,
    400,
    { resource: "https://nothing.example", tenant: "t" },
    {
      error: "invalid_resource",
      error_description: `AADSTS500011: The resource principal named https://nothing.example was not found in the tenant named t. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant. ${ids}`,
      error_codes: [500011],
      ...frame,
      error_uri: "https://login.microsoftonline.com/error?code=500011",
    },
  ],
  [
    1002012,
    400,
    { scope: "User.Read" },
    {
      error: "invalid_scope",
      error_description: `AADSTS1002012: The provided value for scope User.Read is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI). ${ids}`,
      error_codes: [1002012],
      ...frame,
    },
  ],
  [
    900144,
    400,
    { field: "scope" },
    {
      error: "invalid_request",
      error_description: `AADSTS900144: The request body must contain the following parameter: 'scope'. ${ids}`,
      error_codes: [900144],
      ...frame,
    },
  ],
  [
    53003,
    400,
    { policyId: "p" },
    {
      error: "invalid_grant",
      error_description: `AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance. ${ids}`,
      error_codes: [53003],
      ...frame,
      suberror: "message_only",
      claims: '{"access_token":{"capolids":{"essential":true,"values":["p"]}}}',
    },
  ],
];

describe("renderAadsts", () => {
  test.each(bodies)("AADSTS%i is answered with %i and exactly this body", (code, status, values, body) => {
    const row = aadstsRow(code);
    expect(row.status).toBe(status);
    expect(renderAadsts(row, values, context)).toStrictEqual(body);
  });

  test("error_uri stands at the authority that was asked", () => {
    const authority = "https://localhost:8443";
    expect(renderAadsts(aadstsRow(7000215), {}, { ...context, authority }).error_uri).toBe(
      "https://localhost:8443/error?code=7000215",
    );
  });
});

describe("fillTemplate", () => {
  test("a value that looks like a place is not filled in again", () => {
    expect(fillTemplate("{a} {b}", { a: "{b}", b: "$&" })).toBe("{b} $&");
  });

  test("a place without a value stays visible", () => {
    expect(fillTemplate("'{field}'", {})).toBe("'{field}'");
    expect(fillTemplate("'{constructor}'", {})).toBe("'{constructor}'");
  });
});

describe("aadstsRow", () => {
  test("a code that nobody wrote down is an error with a code of its own", () => {
    expect(() => aadstsRow(1)).toThrow(expect.objectContaining({ code: "aadsts.unknown" }));
  });
});
