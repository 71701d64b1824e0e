import { describe, expect, test } from "vitest";
import { apiOfAudience, clouds, isAudienceOf, tokenExchangeAudience, v1Issuer, v2Issuer } from "@tegata/core";

const tenant = "aaaaaaaa-0000-4000-8000-000000000001";

describe.each(Object.values(clouds))("the $name cloud", (cloud) => {
  test("is listed under its name, with https origins that end in no slash", () => {
    expect(clouds[cloud.name]).toBe(cloud);
    for (const origin of [cloud.authority, cloud.resourceManager, cloud.graph]) {
      expect(new URL(origin).origin).toBe(origin);
      expect(origin).toMatch(/^https:/);
    }
  });

  test("has issuers that differ by version: the v1 one ends in a slash, the v2 one in /v2.0", () => {
    expect(v1Issuer(cloud, tenant)).toMatch(/^https:\/\/sts\.[^/]+\/[0-9a-f-]{36}\/$/);
    expect(v2Issuer(cloud, tenant)).toMatch(/^https:\/\/login\.[^/]+\/[0-9a-f-]{36}\/v2\.0$/);
  });

  test.each(Object.values(cloud.apis))("no two APIs share a name: $name", (api) => {
    for (const name of [api.appId, ...api.uris, ...api.uris.map((uri) => `${uri}/`)]) {
      expect(Object.values(cloud.apis).filter((other) => isAudienceOf(other, name))).toEqual([api]);
      expect(apiOfAudience(cloud, name.toUpperCase())).toBe(api);
    }
  });

  test("gives v2 tokens for the exchange and v1 tokens for everything else", () => {
    for (const api of Object.values(cloud.apis)) {
      expect(api.tokenVersion).toBe(api.name === "tokenExchange" ? "2.0" : "1.0");
    }
  });

  test("does not know the URIs of another cloud, save those that are the same everywhere", () => {
    const others = Object.values(clouds).filter((other) => other !== cloud);
    const foreign = others.flatMap((other) => [tokenExchangeAudience(other), other.resourceManager, other.graph]);
    for (const uri of foreign) expect(apiOfAudience(cloud, uri)).toBeUndefined();
  });

  test("takes a storage account's blob origin for storage, and no look-alike", () => {
    const origin = `https://account.${cloud.blobSuffix}`;
    expect(apiOfAudience(cloud, origin)?.name).toBe("storage");
    expect(apiOfAudience(cloud, `${origin}/`)?.name).toBe("storage");
    for (const other of [
      `https://${cloud.blobSuffix}`,
      `${origin}.evil.example`,
      `https://a.b.${cloud.blobSuffix}`,
      `http://account.${cloud.blobSuffix}`,
    ]) {
      expect(apiOfAudience(cloud, other)).toBeUndefined();
    }
  });
});

test("exchange audiences are those of Microsoft's page on trusting a managed identity", () => {
  expect(Object.values(clouds).map((cloud) => [cloud.name, tokenExchangeAudience(cloud)])).toEqual([
    ["public", "api://AzureADTokenExchange"],
    ["usgov", "api://AzureADTokenExchangeUSGov"],
    ["china", "api://AzureADTokenExchangeChina"],
  ]);
});

test("the ids of Microsoft's own applications are these", () => {
  expect(Object.fromEntries(Object.values(clouds.public.apis).map((api) => [api.name, api.appId]))).toEqual({
    tokenExchange: "fb60f99c-7a34-4190-8149-302f77469936",
    resourceManager: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    graph: "00000003-0000-0000-c000-000000000000",
    storage: "e406a681-f3d4-42a8-90b6-c2b029497af1",
    foundry: "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe",
    cognitiveServices: "7d312290-28c8-473c-a0ed-8e53749b6d6d",
    keyVault: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
  });
});

test("an alias such as a local origin names the API it was given for", () => {
  const aliases = { graph: ["https://localhost:9003"] };
  expect(apiOfAudience(clouds.public, "https://localhost:9003/", aliases)?.name).toBe("graph");
  expect(apiOfAudience(clouds.public, "https://localhost:9003/")).toBeUndefined();
});
