import { expect, test } from "vitest";
import { appServiceIdentity, hops, imds, jwtBearerAssertionType, storageChallenge, tokenPath } from "@tegata/core";

test("Storage's challenge has neither quotes nor commas", () => {
  expect(storageChallenge("https://login.microsoftonline.com", "t")).toBe(
    "Bearer authorization_uri=https://login.microsoftonline.com/t/oauth2/authorize resource_id=https://storage.azure.com",
  );
});

test("the token endpoint begins with the tenant", () => {
  expect(tokenPath("contoso.onmicrosoft.com")).toBe("/contoso.onmicrosoft.com/oauth2/v2.0/token");
  expect(jwtBearerAssertionType).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
});

test("the managed identity endpoints are spelled as the hosts spell them", () => {
  expect(appServiceIdentity).toStrictEqual({
    apiVersion: "2019-08-01",
    header: "X-IDENTITY-HEADER",
    endpointVariable: "IDENTITY_ENDPOINT",
    headerVariable: "IDENTITY_HEADER",
  });
  expect(imds).toStrictEqual({
    origin: "http://169.254.169.254",
    path: "/metadata/identity/oauth2/token",
    apiVersion: "2018-02-01",
    header: "Metadata",
    originVariable: "AZURE_POD_IDENTITY_AUTHORITY_HOST",
  });
});

test("the chain has three hops, in order", () => {
  expect(hops.map((hop) => [hop.number, hop.name])).toEqual([
    [1, "managed identity"],
    [2, "exchange"],
    [3, "resource"],
  ]);
});
