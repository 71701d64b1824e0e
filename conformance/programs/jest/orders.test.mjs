import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { BlobServiceClient } from "@azure/storage-blob";
import { aReadyChain, startEmulator } from "@tegata/emulator/testing";

let running;
let chain;
beforeAll(async () => {
  running = await startEmulator();
  setDefaultCACertificates([...getCACertificates("default"), running.ca]);
  chain = await aReadyChain(running, { container: "orders" });
});
afterAll(() => running.close());

test("an order is stored where the role was given, and nowhere else", async () => {
  const credential = {
    getToken: async () => ({ token: await chain.token(), expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const service = new BlobServiceClient(chain.storage.blobEndpoint, credential);
  await service.createContainer("orders");
  await service.getContainerClient("orders").getBlockBlobClient("1.txt").upload("one", 3);
  await expect(service.createContainer("invoices")).rejects.toMatchObject({ code: "AuthorizationPermissionMismatch" });
});
