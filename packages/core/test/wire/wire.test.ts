import { expect, test } from "vitest";
import {
  aadstsCatalogue,
  appServiceIdentity,
  clientPhrases,
  hops,
  imds,
  jwtBearerAssertionType,
  storageChallenge,
  tokenPath,
} from "@tegata/core";

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

test("texts that clients match on are kept to the letter", () => {
  expect(Object.values(clientPhrases).map(({ text }) => text)).toEqual([
    "invalid_instance",
    "invalid_grant",
    "invalid_client",
    "message_only",
    "AADSTS",
    "7000215",
    "900144",
    "700027",
    "Identity not found",
    "unreachable",
    "does not reference a valid application object",
    "must in the local tenant",
    "RoleAssignmentExists",
    "resource_id=https://storage.azure.com",
  ]);
  expect(storageChallenge("https://a", "t")).toContain(clientPhrases.storageResource.text);
});

test("no answer of the token service holds the word that sends a client away", () => {
  const texts = [...aadstsCatalogue.values()].map(({ template }) => template);
  expect(texts.filter((text) => text.includes(clientPhrases.unreachable.text))).toEqual([]);
});

test("each text says who looks for it, where, and to what effect", () => {
  for (const { foundIn, client, effect, provenance } of Object.values(clientPhrases)) {
    expect([foundIn, client, effect, provenance.source].every((text) => text.length > 5)).toBe(true);
  }
});
