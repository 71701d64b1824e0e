import { describe, expect, test } from "vitest";
import { allowsAction, builtInRoles, findBuiltInRole, isGuid, roleAdvice, type BuiltInRole } from "@tegata/core";

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const delegationKey = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";
const assignRole = "Microsoft.Authorization/roleAssignments/write";
const foundry = "Microsoft.CognitiveServices/accounts/AIServices";
const identity = "Microsoft.ManagedIdentity/userAssignedIdentities";

// What each role may and may not do, from Microsoft's pages on built-in roles.
const table: readonly [name: string, id: string, may: readonly string[], mayNot: readonly string[]][] = [
  ["Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", [assignRole, `${identity}/write`], [`data ${blobs}/read`]],
  [
    "Contributor",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    [`${identity}/write`, "Microsoft.Web/sites/write", "Microsoft.Authorization/roleAssignments/read"],
    [assignRole, "Microsoft.Authorization/roleAssignments/delete", `data ${blobs}/read`],
  ],
  ["Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", [`${identity}/read`], [`${identity}/write`, `data ${blobs}/read`]],
  [
    "User Access Administrator",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    [assignRole, `${identity}/read`],
    [`${identity}/write`, `data ${blobs}/read`],
  ],
  [
    "Role Based Access Control Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    [assignRole, "Microsoft.Authorization/roleAssignments/delete"],
    ["Microsoft.Authorization/roleDefinitions/write", `${identity}/write`],
  ],
  [
    "Managed Identity Contributor",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    [`${identity}/write`, `${identity}/federatedIdentityCredentials/write`],
    [`${identity}/assign/action`, assignRole, "Microsoft.Web/sites/read"],
  ],
  [
    "Managed Identity Operator",
    "f1a07417-d97a-45cb-824c-7a7467783830",
    [`${identity}/assign/action`, `${identity}/read`],
    [`${identity}/write`, assignRole],
  ],
  [
    "Storage Blob Data Reader",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    [`data ${blobs}/read`, delegationKey],
    [`data ${blobs}/write`, `data ${blobs}/delete`, "Microsoft.Storage/storageAccounts/write"],
  ],
  [
    "Storage Blob Data Contributor",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    [`data ${blobs}/read`, `data ${blobs}/write`, `data ${blobs}/add/action`, `data ${blobs}/delete`],
    [`data ${blobs}/manageOwnership/action`, "Microsoft.Storage/storageAccounts/listKeys/action"],
  ],
  [
    "Storage Blob Data Owner",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    [`data ${blobs}/read`, `data ${blobs}/manageOwnership/action`],
    ["Microsoft.Storage/storageAccounts/listKeys/action", assignRole],
  ],
  [
    "Storage Blob Delegator",
    "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
    [delegationKey],
    [`data ${blobs}/read`, "Microsoft.Storage/storageAccounts/blobServices/containers/read"],
  ],
  [
    "Storage Account Contributor",
    "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    [delegationKey, "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/write"],
    [`data ${blobs}/read`, assignRole, "Microsoft.Web/sites/read"],
  ],
  [
    "Storage Account Key Operator Service Role",
    "81a9662b-bebf-436f-a333-f67b29880f12",
    ["Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/regenerateKey/action"],
    ["Microsoft.Storage/storageAccounts/read", delegationKey],
  ],
  [
    "Reader and Data Access",
    "c12c1c16-33a1-487b-954d-41c89c60f349",
    ["Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/read"],
    ["Microsoft.Storage/storageAccounts/regenerateKey/action", delegationKey, `data ${blobs}/read`],
  ],
  [
    "Foundry User",
    "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    ["data Microsoft.CognitiveServices/accounts/AIServices/agents/write", "Microsoft.CognitiveServices/accounts/read"],
    ["Microsoft.CognitiveServices/accounts/write", `data ${blobs}/read`],
  ],
  [
    "Foundry Agent Consumer",
    "eed3b665-ab3a-47b6-8f48-c9382fb1dad6",
    [`data ${foundry}/endpoints/interact/action`],
    [`data ${foundry}/agents/read`, `data ${foundry}/agents/write`, "Microsoft.CognitiveServices/accounts/read"],
  ],
  [
    "Foundry Project Manager",
    "eadc314b-1a2d-4efa-be10-5d325db5065e",
    [`data ${foundry}/agents/write`, "Microsoft.CognitiveServices/accounts/projects/write", assignRole],
    ["Microsoft.CognitiveServices/accounts/write"],
  ],
  [
    "Foundry Account Owner",
    "e47c6f54-e4a2-4754-9501-8e0985b135e1",
    ["Microsoft.CognitiveServices/accounts/write", assignRole],
    [`data ${foundry}/agents/read`],
  ],
  [
    "Foundry Owner",
    "c883944f-8b7b-4483-af10-35834be79c4a",
    ["Microsoft.CognitiveServices/accounts/write", `data ${foundry}/agents/delete`],
    [assignRole],
  ],
  [
    "Azure AI Developer",
    "64702f94-c441-49e6-a78b-ef80e0188fee",
    ["data Microsoft.CognitiveServices/accounts/OpenAI/assistants/write"],
    [`data ${foundry}/agents/read`, `data ${foundry}/agents/write`, `data ${foundry}/endpoints/interact/action`],
  ],
];

function allows(role: BuiltInRole, what: string): boolean {
  const [first = "", second] = what.split(" ");
  return second === undefined
    ? allowsAction(role.permissions, "action", first)
    : allowsAction(role.permissions, "dataAction", second);
}

describe("builtInRoles", () => {
  test("are exactly those of the table, with GUIDs for ids", () => {
    expect(builtInRoles.map((role) => [role.name, role.id])).toEqual(table.map(([name, id]) => [name, id]));
    for (const role of builtInRoles) expect(isGuid(role.id)).toBe(true);
  });

  test.each(table)("%s (%s) may do what its page says, and no more", (name, _, may, mayNot) => {
    const role = findBuiltInRole(name) as BuiltInRole;
    expect(may.filter((what) => !allows(role, what))).toEqual([]);
    expect(mayNot.filter((what) => allows(role, what))).toEqual([]);
  });
});

describe("roleAdvice", () => {
  const account = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/fabrikamai";
  const project = `${account}/projects/agents`;

  test.each([account, project, `${project}/agents/orders`])("speaks against Azure AI Developer at %s", (scope) => {
    const advice =
      "Azure AI Developer is for workspaces of Machine Learning and opens no agent of Foundry; use Foundry Agent Consumer to talk to agents, or Foundry User to manage them too";
    for (const role of ["Azure AI Developer", "64702f94-c441-49e6-a78b-ef80e0188fee"])
      expect(roleAdvice(role, scope)).toBe(advice);
  });

  test("speaks against the roles of Cognitive Services at a project", () => {
    expect(roleAdvice("Cognitive Services User", project)).toBe(
      "Cognitive Services User is not for projects of Foundry; use Foundry Agent Consumer to talk to agents, or Foundry User to manage them too",
    );
  });

  test.each([
    ["Foundry User", project],
    ["Azure AI User", project],
    ["Reader", project],
    ["Azure AI Developer", "/subscriptions/s/resourceGroups/g"],
    ["a role of their own", project],
  ])("says nothing about %s at %s", (role, scope) => {
    expect(roleAdvice(role, scope)).toBeUndefined();
  });
});

describe("findBuiltInRole", () => {
  test.each(builtInRoles)("finds $name by id and by every name, in any case", (role) => {
    for (const key of [role.id, role.id.toUpperCase(), role.name, ...role.formerNames]) {
      expect(findBuiltInRole(key)).toBe(role);
      expect(findBuiltInRole(key.toUpperCase())).toBe(role);
    }
  });

  test("finds Foundry User under the name it had", () => {
    expect(findBuiltInRole("Azure AI User")?.name).toBe("Foundry User");
  });

  test("finds nothing else", () => {
    expect(findBuiltInRole("Storage Blob Data")).toBeUndefined();
    expect(findBuiltInRole("")).toBeUndefined();
  });
});
