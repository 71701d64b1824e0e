import assert from "node:assert/strict";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import { aReadyChain, createEmulator } from "@tegata/emulator/testing";

const emulator = createEmulator();
const chain = await aReadyChain(emulator);
const { identityEndpoint, identityHeader } = chain.host;

// The credential of production, with the emulator in place of the network and of the host's variables.
const credential = new CrossTenantCredential({
  tenantId: chain.resource.tenantId,
  clientId: chain.application.clientId,
  assertion: managedIdentity({ clientId: chain.identity.clientId }),
  fetch: emulator.fetch,
  environment: { IDENTITY_ENDPOINT: identityEndpoint, IDENTITY_HEADER: identityHeader },
});

const scope = "https://storage.azure.com/.default";
const tokens = await Promise.all(Array.from({ length: 100 }, () => credential.getToken(scope)));
assert.equal(new Set(tokens).size, 1);
const { identityRequests, exchangeRequests } = credential.inspect().counts;
assert.deepEqual({ identityRequests, exchangeRequests }, { identityRequests: 1, exchangeRequests: 1 });
await emulator[Symbol.asyncDispose]();
