import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowsAction, coversAction } from "@tegata/core";

const read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

describe("coversAction", () => {
  test.each([
    ["*", read],
    ["*/read", read],
    ["Microsoft.Storage/*", read],
    ["Microsoft.Storage/*/read", read],
    ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*", read],
    [read.toUpperCase(), read],
    ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write"],
    [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    ],
  ])("%s covers %s", (pattern, operation) => {
    expect(coversAction(pattern, operation)).toBe(true);
  });

  test.each([
    ["", read],
    ["*/write", read],
    ["Microsoft.Storage", read],
    ["Microsoft.StorageX/*", read],
    ["MicrosoftXStorage/*", read],
    ["Microsoft.Storage/*/read", "Microsoft.Storage/storageAccounts/readX"],
    ["Microsoft.Storage/*/read", "Microsoft.Storageread"],
    ["(.*)", read],
  ])("%s does not cover %s", (pattern, operation) => {
    expect(coversAction(pattern, operation)).toBe(false);
  });

  test("an operation is covered by itself, in any case, and by its beginning with a star", () => {
    const operation = fc.stringMatching(/^[A-Za-z.]{1,12}(\/[A-Za-z]{1,12}){1,5}$/);
    fc.assert(
      fc.property(operation, fc.nat(), (text, at) => {
        expect(coversAction(text, text.toUpperCase())).toBe(true);
        expect(coversAction(`${text.slice(0, at % text.length)}*`, text)).toBe(true);
        expect(coversAction(text, `${text}x`)).toBe(false);
      }),
    );
  });
});

describe("allowsAction", () => {
  const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
  test("management actions give no data actions, nor the other way round", () => {
    expect(allowsAction({ ...none, actions: ["*"] }, "dataAction", read)).toBe(false);
    expect(allowsAction({ ...none, dataActions: ["*"] }, "action", read)).toBe(false);
    expect(allowsAction({ ...none, dataActions: ["*"] }, "dataAction", read)).toBe(true);
  });

  test("what is excluded is taken away from what is granted, on its own side only", () => {
    expect(allowsAction({ ...none, dataActions: ["*"], notDataActions: ["*/read"] }, "dataAction", read)).toBe(false);
    expect(allowsAction({ ...none, dataActions: ["*"], notActions: ["*/read"] }, "dataAction", read)).toBe(true);
  });

  test("nothing granted is nothing allowed", () => {
    fc.assert(fc.property(fc.string(), (operation) => !allowsAction(none, "action", operation)));
  });
});
