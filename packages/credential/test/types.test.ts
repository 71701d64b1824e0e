// Type tests: what must compile, and what must not. They are checked by `tsc -p tsconfig.tests.json`.
import type { TokenCredential as AzureTokenCredential } from "@azure/identity";
import { azurePipelines, CrossTenantCredential, managedIdentity, type TokenCredential } from "@tegata/credential";
import { expect, expectTypeOf, it } from "vitest";

it("the credential is a TokenCredential of the Azure SDKs and of our own shape", () => {
  expectTypeOf<CrossTenantCredential>().toExtend<AzureTokenCredential>();
  expectTypeOf<CrossTenantCredential>().toExtend<TokenCredential>();
  expectTypeOf<ReturnType<CrossTenantCredential["forTenant"]>>().toEqualTypeOf<CrossTenantCredential>();
});

it("what names no identity, or two, does not compile", () => {
  const id = "33333333-3333-3333-3333-333333333333";
  // @ts-expect-error a system-assigned identity
  expect(() => managedIdentity({})).toThrow("names no identity");
  // @ts-expect-error two names
  expect(() => managedIdentity({ clientId: id, objectId: id })).toThrow("2 times");
  // @ts-expect-error no service connection
  expect(() => azurePipelines({})).toThrow("serviceConnectionId is missing");
  const options = { tenantId: id, clientId: id, assertion: () => "" };
  // @ts-expect-error a wildcard that is not named
  const make = (): CrossTenantCredential => new CrossTenantCredential({ ...options, allowedTenants: "*" });
  expect(make).toThrow("allowedTenants is neither a list");
});
