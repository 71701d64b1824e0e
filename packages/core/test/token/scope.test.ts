import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resourceOfScope, scopeOfResource } from "@tegata/core";

test("a resource comes back from its scope as it was, its final slash too", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => resourceOfScope(scopeOfResource(text)) === text));
});

test.each([
  ["https://management.azure.com/.default", "https://management.azure.com"],
  ["https://management.azure.com//.default", "https://management.azure.com/"],
  ["api://orders/.default", "api://orders"],
  ["https://a/.default/.default", "https://a/.default"],
  ["https://a/User.Read", undefined],
  ["https://a/.default openid offline_access profile", "https://a"],
  ["openid https://a//.default", "https://a/"],
  ["openid profile", undefined],
  ["/.default", undefined],
  ["", undefined],
])("the resource of scope %j is %j", (scope, resource) => {
  expect(resourceOfScope(scope)).toBe(resource);
});
