import { describe, expect, test } from "vitest";
import { configurationJsonSchema, parseConfiguration, SetupError } from "../../src/index.ts";
import { contoso, contosoSubscription, fabrikam, storageAccount } from "../fakes/ids.ts";
import { orders } from "../fakes/setup.ts";

function refusalOf(text: string): SetupError {
  try {
    parseConfiguration(text, { file: "tegata.yaml" });
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("parseConfiguration", () => {
  test("reads the whole file, ids in lower case", () => {
    expect(parseConfiguration(orders.replace(contoso, contoso.toUpperCase())).home).toEqual({
      tenantId: contoso,
      subscriptionId: contosoSubscription,
      resourceGroup: "rg-app",
      location: "japaneast",
      identity: "id-orders",
      hosts: [
        { kind: "appService", name: "app-orders" },
        { kind: "virtualMachine", name: "vm-batch", resourceGroup: "rg-vm" },
      ],
      application: { name: "orders-cross-tenant" },
      trusts: [
        "managedIdentity",
        { issuer: "https://oidc.example/shop", subject: "system:serviceaccount:shop:orders" },
      ],
    });
  });

  test("tells all five faults at once, each with line and column", () => {
    const text = `version: 2
cloud: public
home:
  tenantId: contoso
  application: { name: orders, nickname: o }
  trusts: [managedIdentity]
resources:
  - tenantId: ${fabrikam}
    grants:
      - { role: Reader, scope: storage }
`;
    const error = refusalOf(text);
    expect(error.code).toBe("configuration.invalid");
    expect(error.message).toBe(`tegata.yaml has 5 faults:
  tegata.yaml:1:10 version: must be 1
  tegata.yaml:3:1 home.identity: is missing, though trusts names managedIdentity
  tegata.yaml:4:13 home.tenantId: must be a directory (tenant) id: a GUID such as 11111111-2222-3333-4444-555555555555
  tegata.yaml:5:32 home.application.nickname: unknown key nickname
  tegata.yaml:10:32 resources[0].grants[0].scope: must be a Resource Manager id: /subscriptions/{id}/… or a management group's`);
    expect(error.details["faults"]).toHaveLength(5);
  });

  test.each<[string, string, string]>([
    [
      "an app role without its API",
      orders.replace(/- \{ role: Storage.*\}/, "- { appRole: User.Read.All }"),
      "resources[0].grants[0].api: is missing",
    ],
    [
      "a grant that is a word",
      orders.replace(/- \{ role: Storage.*\}/, "- Reader"),
      "resources[0].grants[0]: must be a mapping with role and scope, or api and appRole",
    ],
    [
      "a pod as a host, and says what to write instead",
      orders.replace("kind: appService", "kind: aks"),
      "home.hosts[0].kind: a pod's managed identity token cannot be exchanged (AADSTS700231); name no host, and trust the service account itself",
    ],
    [
      "an issuer of another cloud",
      orders.replace(
        "https://oidc.example/shop",
        "https://login.microsoftonline.us/11111111-1111-4111-8111-111111111111/v2.0",
      ),
      "home.trusts[1].issuer: is an issuer of the cloud usgov, the configuration is for public; nothing is trusted across clouds",
    ],
    [
      "an issuer that is another directory of Microsoft Entra",
      orders.replace(
        "https://oidc.example/shop",
        "https://login.microsoftonline.com/99999999-9999-4999-8999-999999999999/v2.0",
      ),
      "home.trusts[1].issuer: is another directory's: an application takes managed identities of its own directory only",
    ],
    [
      "an issuer of v1 tokens",
      orders.replace("https://oidc.example/shop", "https://sts.windows.net/11111111-1111-4111-8111-111111111111/"),
      "home.trusts[1].issuer: is the issuer of v1 tokens, which are not taken as assertions; write managedIdentity",
    ],
    [
      "a grant that has a scope and an API",
      orders.replace(/- \{ role: (Storage.*)\}/, "- { api: https://graph.microsoft.com, role: $1 }"),
      "resources[0].grants[0].api: stands beside a role or a scope: a grant has either role and scope, or api and appRole",
    ],
    [
      "an empty GUID",
      orders.replace(fabrikam, "00000000-0000-0000-0000-000000000000"),
      "resources[0].tenantId: must be a directory (tenant) id; the empty GUID is none",
    ],
    [
      "a trust that is neither word nor mapping",
      orders.replace("- managedIdentity", "- systemAssigned"),
      "home.trusts[0]: must be managedIdentity, or a mapping with issuer and subject",
    ],
    [
      "an issuer that is no https URL",
      orders.replace("https://oidc.example/shop", "http://oidc.example"),
      "home.trusts[1].issuer: must be an https URL",
    ],
    [
      "a trust without a subject",
      orders.replace(', subject: "system:serviceaccount:shop:orders"', ""),
      "home.trusts[1].subject: is missing",
    ],
    [
      "the same trust twice",
      orders.replace("- managedIdentity", "- managedIdentity\n    - managedIdentity"),
      "home.trusts[1]: is the same as home.trusts[0]",
    ],
    [
      "a host kind that does not exist",
      orders.replace("appService", "webApp"),
      "home.hosts[0].kind: must be appService or functionApp or virtualMachine or containerApp",
    ],
    [
      "the same host twice",
      orders.replace(
        "- { kind: virtualMachine, name: vm-batch, resourceGroup: rg-vm }",
        "- { kind: appService, name: APP-orders }",
      ),
      "home.hosts[1]: is the same host as home.hosts[0]",
    ],
    [
      "a subscription id that is a tenant id",
      orders.replace(contosoSubscription, contoso),
      "home.subscriptionId: is the same GUID as a directory's tenantId",
    ],
    [
      "a client id that is a subscription id",
      orders.replace("{ name: orders-cross-tenant }", `{ name: a, clientId: ${contosoSubscription} }`),
      "home.application.clientId: is the id of a directory or subscription",
    ],
    [
      "the same directory twice",
      `${orders}  - tenantId: ${fabrikam}\n    grants: [{ role: Reader, scope: ${storageAccount} }]\n`,
      "resources[1].tenantId: is the directory of resources[0]",
    ],
    [
      "an unknown cloud",
      orders.replace("cloud: public", "cloud: azurestack"),
      "cloud: must be public, usgov, china or the https URL",
    ],
    ["an http metadata URL", orders.replace("cloud: public", "cloud: http://localhost:1"), "cloud: must be"],
    [
      "an identity without its place",
      orders.replace("  location: japaneast\n", ""),
      "home.location: is missing; identity needs it",
    ],
    [
      "hosts without an identity",
      orders.replace("  identity: id-orders\n", "").replace("    - managedIdentity\n", ""),
      "home.identity: is missing, though hosts are named",
    ],
    ["a key twice", `${orders}version: 1\n`, "the key version stands twice"],
    ["a broken file", "version: [1\nhome: {", "tegata.yaml has"],
    ["an empty file", "", "tegata.yaml:1:1 is empty; it needs"],
    ["a list", "- version: 1", "tegata.yaml:1:1 must be a mapping"],
  ])("refuses %s", (_what, text, message) => {
    expect(refusalOf(text).message).toContain(message);
  });

  test("names no role in place of a wrong one that it would refuse as well", () => {
    const project =
      "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/fabrikamai/projects/agents";
    const text = `${orders}  - tenantId: ${fabrikam}\n    grants: [{ role: Storage Blob Data Reader, scope: ${project} }]\n`;
    const { message } = refusalOf(text);
    expect(message).toContain("roles for it: Foundry User, Foundry Agent Consumer, ");
    expect(message).not.toContain("Azure AI Developer");
  });

  test("refuses Azure AI Developer at a Foundry project, and says which role to use", () => {
    const project =
      "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/fabrikamai/projects/agents";
    const text = `${orders}  - tenantId: ${fabrikam}\n    grants: [{ role: Azure AI Developer, scope: ${project} }]\n`;
    expect(refusalOf(text).message).toContain(
      "grants[0].role: is not the right one: Azure AI Developer is for workspaces of Machine Learning and opens no agent of Foundry; use Foundry Agent Consumer to talk to agents, or Foundry User to manage them too",
    );
  });

  test("allows a workload whose only trusts are outside issuers: no identity, no subscription", () => {
    const text = `
version: 1
cloud: usgov
home:
  tenantId: ${contoso}
  application: { name: orders }
  trusts: [{ issuer: "https://oidc.example/", subject: "a" }]
resources:
  - tenantId: ${fabrikam}
    grants: [{ role: Reader, scope: ${storageAccount}/ }]
`;
    expect(parseConfiguration(text).resources[0]?.grants).toEqual([{ role: "Reader", scope: storageAccount }]);
  });
});

test("an app role of an API is a grant", () => {
  const text = orders.replace(
    /- \{ role: Storage.*\}/,
    "- { api: https://graph.microsoft.com, appRole: User.Read.All }",
  );
  expect(parseConfiguration(text).resources[0]?.grants[0]).toEqual({
    api: "https://graph.microsoft.com",
    appRole: "User.Read.All",
  });
});

test("configurationJsonSchema refuses unknown keys and knows the required ones", () => {
  expect(configurationJsonSchema()).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "tegata.yaml",
    type: "object",
    additionalProperties: false,
    required: ["version", "cloud", "home", "resources"],
  });
});
