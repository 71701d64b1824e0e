// How `@azure/identity`'s chain treats our errors. Its rule is to go on for two names and to stop for any other:
// https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/identity/identity/src/credentials/chainedTokenCredential.ts
import { ChainedTokenCredential } from "@azure/identity";
import { CrossTenantCredentialError } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import { aadsts, FakeCloud, refusal, reply, storageScope } from "./fake-world.ts";

const next = { getToken: async () => ({ token: "the next credential's", expiresOnTimestamp: 1 }) };

describe("in a ChainedTokenCredential", () => {
  it("the next credential is tried where there is no such identity", async () => {
    const hosts = [{ MSI_ENDPOINT: "http://127.0.0.1:7" }, { AZURE_FEDERATED_TOKEN_FILE: "/token" }];
    for (const environment of hosts) {
      const chain = new ChainedTokenCredential(new FakeCloud().credential({ environment }), next);
      expect((await chain.getToken(storageScope)).token).toBe("the next credential's");
    }
  });

  it("a refused exchange and an overloaded endpoint end the chain with our own error", async () => {
    const refused = new FakeCloud();
    refused.token = () => aadsts(700213);
    const overloaded = new FakeCloud();
    overloaded.identity = () => reply(429, "");
    for (const [cloud, code] of [
      [refused, "exchange.refused"],
      [overloaded, "identity.throttled"],
    ] as const) {
      const chain = new ChainedTokenCredential(cloud.credential(), next);
      const error = await refusal(chain.getToken(storageScope), CrossTenantCredentialError);
      expect([error.code, error.name]).toEqual([code, "CrossTenantCredentialError"]);
    }
  });
});
