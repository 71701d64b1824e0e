import { describe, expect, test } from "vitest";
import {
  clientChecks,
  clientCredentialChecks,
  judge,
  requestChecks,
  requestChecksV1,
  requestFormChecks,
  resourceParameterChecks,
  scopeChecks,
  tenantChecks,
  type ClientFacts,
  type Judgement,
} from "@tegata/core";
import { clientId, home, resource } from "../exchange.ts";

const form = {
  grant_type: "client_credentials",
  client_id: clientId,
  scope: "https://storage.azure.com/.default",
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: "a.b.c",
};
const client: ClientFacts = {
  tenantId: resource,
  clientId,
  application: { displayName: "orders", homeTenantId: home, signInAudience: "AzureADMultipleOrgs" },
  servicePrincipal: { accountEnabled: true, isManagedIdentity: false },
};
const application = client.application as NonNullable<ClientFacts["application"]>;
const emptyGuid = "00000000-0000-0000-0000-000000000000";
const knownTenant = { tenant: home, tenantId: home };

const onRequest = (change: object): Judgement => judge(requestChecks, { ...form, ...change });
const onV1 = (change: object): Judgement => judge(requestChecksV1, { ...form, resource: "https://a", ...change });
const onForm = (duplicated: string | undefined): Judgement => judge(requestFormChecks, { duplicated });
const onCredential = (change: object): Judgement => judge(clientCredentialChecks, { ...form, ...change });
const onClient = (change: Partial<ClientFacts>): Judgement => judge(clientChecks, { ...client, ...change });
const onScope = (scope: string): Judgement => judge(scopeChecks, { scope });
const onResource = (scope: string, named: string): Judgement =>
  judge(resourceParameterChecks, { scope, resource: named });
const onTenant = (tenant: string, tenantId?: string): Judgement => judge(tenantChecks, { tenant, tenantId });

type Refusal = readonly [title: string, check: string, code: number, values: object, judgement: () => Judgement];

const refusals: readonly Refusal[] = [
  ["no grant_type", "request.grant-type", 900144, { field: "grant_type" }, () => onRequest({ grant_type: undefined })],
  ["another grant", "request.grant", 70003, { grant: "password" }, () => onRequest({ grant_type: "password" })],
  ["no client_id", "request.client-id", 900144, { field: "client_id" }, () => onRequest({ client_id: "" })],
  ["no scope", "request.scope", 900144, { field: "scope" }, () => onRequest({ scope: undefined })],
  [
    "no credential",
    "request.client-credential",
    7000216,
    {},
    () => onCredential({ client_assertion: undefined, client_secret: undefined }),
  ],
  [
    "an assertion of another type",
    "request.assertion-type",
    900144,
    { field: "client_assertion_type" },
    () => onCredential({ client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" }),
  ],
  [
    "the empty GUID as client",
    "client.identifier",
    700038,
    { clientId: emptyGuid },
    () => onClient({ clientId: emptyGuid }),
  ],
  [
    "an unknown application",
    "client.application",
    700016,
    { clientId, tenant: resource },
    () => onClient({ application: undefined, servicePrincipal: undefined }),
  ],
  [
    "a client id that is no GUID",
    "client.application",
    700016,
    { clientId: "orders" },
    () => onClient({ clientId: "orders" }),
  ],
  ["a parameter twice", "request.parameters-once", 9000411, { field: "scope" }, () => onForm("scope")],
  ...["authorization_code", "refresh_token", "password", "urn:ietf:params:oauth:grant-type:jwt-bearer"].map(
    (grant) =>
      [
        `the grant ${grant} without a credential`,
        "request.confidential-client",
        7000218,
        {},
        () => onRequest({ grant_type: grant, client_assertion: undefined }),
      ] as const,
  ),
  ["no resource at the v1.0 endpoint", "request.resource", 50001, {}, () => onV1({ resource: " " })],
  [
    "a single-tenant application of another directory",
    "client.multi-tenant",
    700016,
    { clientId, tenant: resource },
    () => onClient({ application: { ...application, signInAudience: "AzureADMyOrg" } }),
  ],
  [
    "an application for personal accounts only",
    "client.multi-tenant",
    700016,
    {},
    () => onClient({ application: { ...application, signInAudience: "PersonalMicrosoftAccount" } }),
  ],
  [
    "no service principal in the directory",
    "client.service-principal",
    7000229,
    { clientId, tenant: resource },
    () => onClient({ servicePrincipal: undefined }),
  ],
  [
    "a disabled service principal",
    "client.enabled",
    7000112,
    { clientId, name: "orders" },
    () => onClient({ servicePrincipal: { accountEnabled: false, isManagedIdentity: false } }),
  ],
  ["a scope of blanks", "scope.present", 70011, { scope: "  " }, () => onScope("  ")],
  [
    "two resources",
    "scope.single-resource",
    70011,
    { scope: "https://a/.default https://b/.default" },
    () => onScope("https://a/.default https://b/.default"),
  ],
  [
    "permissions of two resources",
    "scope.single-resource",
    700022,
    { scope: "https://a/User.Read https://b/Files.Read" },
    () => onScope("https://a/User.Read https://b/Files.Read"),
  ],
  ["two permissions of one resource", "scope.single-resource", 70011, {}, () => onScope("https://a/x https://a/y")],
  ["a delegated scope", "scope.default", 1002012, { scope: "User.Read" }, () => onScope("User.Read")],
  ["/.default alone", "scope.default", 1002012, { scope: "/.default" }, () => onScope("/.default")],
  ["/.default in capitals", "scope.default", 1002012, {}, () => onScope("https://a/.DEFAULT")],
  ["/.default twice", "scope.default-once", 70011, {}, () => onScope("https://a/.default/.default")],
  [
    "another resource beside the scope",
    "scope.resource-parameter",
    9010010,
    {},
    () => onResource("https://a/.default", "https://b"),
  ],
  ...["common", "organizations", "Consumers"].map(
    (tenant) => [`the endpoint ${tenant}`, "tenant.single", 9001023, { tenant }, () => onTenant(tenant, home)] as const,
  ),
  ["the empty GUID as tenant", "tenant.not-empty", 900021, { tenant: emptyGuid }, () => onTenant(emptyGuid)],
  ["a display name as tenant", "tenant.form", 900023, { tenant: "Contoso" }, () => onTenant("Contoso")],
  ["an unknown tenant", "tenant.exists", 90002, { tenant: "x.example" }, () => onTenant("x.example")],
];

describe("the checks before the assertion", () => {
  test.each(refusals)("refuse %s (%s, AADSTS%i)", (_, check, code, values, run) => {
    const { refusal } = run();
    expect(refusal).toMatchObject({ check, code });
    expect(refusal?.values).toMatchObject(values);
  });

  test("each of them has a refusal above, and none is named that does not exist", () => {
    const all = [
      requestFormChecks,
      requestChecks,
      requestChecksV1,
      clientCredentialChecks,
      clientChecks,
      scopeChecks,
      resourceParameterChecks,
      tenantChecks,
    ].flatMap((checks) => checks.map((check) => check.id));
    expect([...new Set(refusals.map(([, check]) => check))].toSorted()).toEqual([...new Set(all)].toSorted());
  });

  const accepted: readonly [string, Judgement][] = [
    ["a complete request", onRequest({})],
    [
      "fields that nobody knows, as msal-node sends them",
      onRequest({ "x-client-SKU": "msal.js.node", client_info: "1" }),
    ],
    ["a form without repetitions", onForm(undefined)],
    ["a resource and no scope at the v1.0 endpoint", onV1({ scope: undefined })],
    [
      "a managed identity of the directory",
      onClient({ application: undefined, servicePrincipal: { accountEnabled: true, isManagedIdentity: true } }),
    ],
    ["an assertion", onCredential({})],
    [
      "a secret without assertion type",
      onCredential({ client_assertion: undefined, client_assertion_type: undefined, client_secret: "s" }),
    ],
    ["a multi-tenant application of another directory", onClient({})],
    [
      "an application open to personal accounts too",
      onClient({ application: { ...application, signInAudience: "AzureADandPersonalMicrosoftAccount" } }),
    ],
    [
      "a single-tenant application at home",
      onClient({ tenantId: home, application: { ...application, signInAudience: "AzureADMyOrg" } }),
    ],
    ["one resource", onScope("https://storage.azure.com/.default")],
    ["a resource that ends in a slash", onScope("https://management.azure.com//.default")],
    ["a bare application id", onScope(`${clientId}/.default`)],
    ["the scope's own resource beside it", onResource("https://a//.default", "https://A")],
    ["an application id beside a scope", onResource("https://a/.default", clientId)],
    ["a directory by id", judge(tenantChecks, knownTenant)],
    ["a directory by domain", onTenant("contoso.onmicrosoft.com", home)],
  ];
  test.each(accepted)("take %s", (_, { refusal, verdicts }) => {
    expect(refusal).toBeUndefined();
    expect(verdicts.every((verdict) => verdict.outcome === "passed")).toBe(true);
  });
});
