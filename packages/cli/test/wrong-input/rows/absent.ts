import type { WrongInputGroup } from "../row.ts";

const scope =
  "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata";

export const whatIsNotThere: WrongInputGroup = {
  title: "What is not there",
  rows: [
    {
      what: "a mistyped resource in the scope",
      edits: [["storageAccounts/fabrikamdata", "storageAccounts/fabrikamdat"]],
      exit: 1,
    },
    {
      what: "a mistyped resource group in the scope",
      edits: [["resourceGroups/rg-data", "resourceGroups/rg-dat"]],
      exit: 1,
    },
    {
      what: "a mistyped resource type in the scope",
      edits: [["Microsoft.Storage/storageAccounts", "Microsoft.Storage/storageAccount"]],
      exit: 64,
    },
    {
      what: "a subscription of the home directory in the resource directory's scope",
      edits: [
        [
          "/subscriptions/22222222-0000-4000-8000-00000000005b/",
          "/subscriptions/11111111-0000-4000-8000-00000000005b/",
        ],
      ],
      exit: 64,
    },
    {
      what: "a subscription that nobody has",
      edits: [
        [
          "/subscriptions/22222222-0000-4000-8000-00000000005b/",
          "/subscriptions/22222222-0000-4000-8000-0000000000ff/",
        ],
      ],
      exit: 1,
    },
    {
      what: "a directory that nobody has",
      edits: [["- tenantId: 22222222-2222-4222-8222-222222222222", "- tenantId: 22222222-2222-4222-8222-2222222222ff"]],
      exit: 1,
    },
    { what: "a host that is not there", edits: [["name: app-orders", "name: app-order"]], exit: 1 },
    { what: "a host of another kind", edits: [["kind: appService", "kind: virtualMachine"]], exit: 1 },
    {
      what: "home's resource group is not there",
      edits: [
        ["resourceGroup: rg-app", "resourceGroup: rg-apps"],
        ["  hosts: [{ kind: appService, name: app-orders }]\n", ""],
      ],
      exit: 1,
    },
    {
      what: "a subscription of another directory, which no scope of home names",
      edits: [
        [
          "subscriptionId: 11111111-0000-4000-8000-00000000005b",
          "subscriptionId: 22222222-0000-4000-8000-00000000005b",
        ],
        [
          "/subscriptions/22222222-0000-4000-8000-00000000005b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata",
          "/providers/Microsoft.Management/managementGroups/fabrikam",
        ],
      ],
      exit: 1,
    },
    {
      what: "an application to adopt that is not there",
      edits: [
        [
          "application: { name: orders-cross-tenant }",
          "application: { name: orders-cross-tenant, clientId: 44444444-4444-4444-8444-444444444444 }",
        ],
      ],
      exit: 1,
    },
    {
      what: "an API that the directory does not know",
      edits: [
        [
          "- role: Storage Blob Data Contributor\n        scope: " + scope,
          '- { api: "api://nobody", appRole: Read.All }',
        ],
      ],
      exit: 1,
    },
    {
      what: "an app role that the API has not",
      edits: [
        [
          "- role: Storage Blob Data Contributor\n        scope: " + scope,
          "- { api: https://graph.microsoft.com, appRole: User.Read.Al }",
        ],
      ],
      exit: 1,
    },
  ],
};
