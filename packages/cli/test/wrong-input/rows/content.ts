import type { WrongInputGroup } from "../row.ts";

const scope =
  "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata";

export const whatItSays: WrongInputGroup = {
  title: "What it says",
  rows: [
    {
      what: "several faults at once",
      edits: [
        ["version: 1", "version: 2"],
        ["  location: japaneast\n", ""],
        ["kind: appService", "kind: webApp"],
        ["tenantId: 22222222-2222-4222-8222-222222222222", "tenantId: fabrikam"],
      ],
      exit: 64,
    },
    {
      what: "an unknown key",
      edits: [["  location: japaneast", "  location: japaneast\n  region: japanwest"]],
      exit: 64,
    },
    { what: "a mistyped key", edits: [["  resourceGroup:", "  resourcegroup:"]], exit: 64 },
    { what: "a missing section", edits: [["  application: { name: orders-cross-tenant }\n", ""]], exit: 64 },
    {
      what: "a list where a mapping belongs",
      edits: [["  application: { name: orders-cross-tenant }", "  application: [orders-cross-tenant]"]],
      exit: 64,
    },
    {
      what: "the home directory's id where the subscription's belongs",
      edits: [
        [
          "subscriptionId: 11111111-0000-4000-8000-00000000005b",
          "subscriptionId: 11111111-1111-4111-8111-111111111111",
        ],
      ],
      exit: 64,
    },
    {
      what: "the subscription's id where the resource directory's belongs",
      edits: [["- tenantId: 22222222-2222-4222-8222-222222222222", "- tenantId: 22222222-0000-4000-8000-00000000005b"]],
      exit: 64,
    },
    {
      what: "the directory's id in the scope in place of the subscription's",
      edits: [
        [
          "/subscriptions/22222222-0000-4000-8000-00000000005b/",
          "/subscriptions/22222222-2222-4222-8222-222222222222/",
        ],
      ],
      exit: 64,
    },
    {
      what: "a domain where an id belongs",
      edits: [["tenantId: 22222222-2222-4222-8222-222222222222", "tenantId: fabrikam.onmicrosoft.com"]],
      exit: 64,
    },
    {
      what: "a URL where a scope belongs",
      edits: [[`scope: ${scope}`, "scope: https://fabrikamdata.blob.core.windows.net"]],
      exit: 64,
    },
    { what: "a host on Kubernetes", edits: [["kind: appService", "kind: aks"]], exit: 64 },
    {
      what: "a managed identity's client id as a trust's subject, where its principal id belongs",
      edits: [
        ["identity: id-orders", "identity: id-known"],
        [
          "trusts: [managedIdentity]",
          'trusts: [{ issuer: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0", subject: <client id of id-known> }]',
        ],
      ],
      exit: 1,
    },
    {
      what: "the same trust twice",
      edits: [["trusts: [managedIdentity]", "trusts: [managedIdentity, managedIdentity]"]],
      exit: 64,
    },
    {
      what: "the same directory twice",
      edits: [
        [
          "resources:\n",
          "resources:\n  - tenantId: 22222222-2222-4222-8222-222222222222\n    grants: [{ role: Reader, scope: /subscriptions/22222222-0000-4000-8000-00000000005b }]\n",
        ],
      ],
      exit: 64,
    },
    {
      what: "a host named by its URL",
      edits: [["name: app-orders }", "name: https://app-orders.azurewebsites.net }"]],
      exit: 64,
    },
    { what: "an unknown cloud", edits: [["cloud: public", "cloud: germany"]], exit: 64 },
    {
      what: "an issuer of another cloud",
      edits: [
        [
          "trusts: [managedIdentity]",
          'trusts: [{ issuer: "https://login.microsoftonline.us/11111111-1111-4111-8111-111111111111/v2.0", subject: somebody }]',
        ],
      ],
      exit: 64,
    },
    {
      what: "the application's client id is a directory's",
      edits: [
        [
          "application: { name: orders-cross-tenant }",
          "application: { name: orders-cross-tenant, clientId: 22222222-2222-4222-8222-222222222222 }",
        ],
      ],
      exit: 64,
    },
    {
      what: "a role's name slightly wrong",
      edits: [["role: Storage Blob Data Contributor", "role: Storage Blob Contributor"]],
      exit: 1,
    },
    {
      what: "a role that opens no data, where a data role belongs (a note of the plan)",
      edits: [["role: Storage Blob Data Contributor", "role: Contributor"]],
      exit: 0,
    },
    {
      what: "a role of another service than the scope's",
      edits: [["role: Storage Blob Data Contributor", "role: Foundry User"]],
      exit: 64,
    },
  ],
};
