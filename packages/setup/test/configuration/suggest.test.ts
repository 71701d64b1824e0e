import { expect, test } from "vitest";
import { closest, suggestion } from "../../src/configuration/suggest.ts";

const roles = ["Storage Blob Data Reader", "Storage Blob Data Contributor", "Foundry User", "Azure AI User"];

test.each([
  ["storage blob data contributer", "Storage Blob Data Contributor"],
  ["Storage Blob Contributor", "Storage Blob Data Contributor"],
  ["Foundry Users", "Foundry User"],
  ["Blob Reader", "Storage Blob Data Reader"],
])("%s: probably %s was meant", (word, meant) => {
  expect(closest(word, roles)).toBe(meant);
});

test("nothing is suggested for what is near to nothing", () => {
  expect(suggestion("Key Vault Wizard", roles)).toBe("");
});
