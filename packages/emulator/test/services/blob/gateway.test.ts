import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain, grantStorage } from "../../chain.ts";
import { blob, fabrikam } from "../../emulator.ts";
import { field, operatorToken } from "../../wire.ts";
import { callBlob, challenge, expectStorageRefusal, version } from "./storage.ts";

const unauthorized = {
  status: 401,
  code: "InvalidAuthenticationInfo",
  message: "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
  challenge,
};
const mismatch = {
  status: 403,
  code: "AuthorizationPermissionMismatch",
  message: "This request is not authorized to perform this operation using this permission.",
};

describe("storage", () => {
  it("refuses a principal without a role by AuthorizationPermissionMismatch", async () => {
    const chain = await aChain();
    const token = await chain.token();
    expectStorageRefusal(await callBlob(chain, "PUT /orders?restype=container", { token }), mismatch);
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token }), mismatch);
  });

  it("writes and reads for a principal whose role is assigned on the account", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": "5" };
    const created = await callBlob(chain, "PUT /orders?restype=container", { token });
    const written = await callBlob(chain, "PUT /orders/first.txt", { token, headers, body: "hello" });
    const readBack = await callBlob(chain, "GET /orders/first.txt", { token });
    expect([created.status, written.status, readBack.status, readBack.text]).toEqual([201, 201, 200, "hello"]);
  });

  it("grants no more than the scope of the assignment reaches", async () => {
    const chain = await aChain();
    await grantStorage(chain.emulator, chain.principalId, `${fabrikam.storage}/blobServices/default/containers/orders`);
    const token = await chain.token();
    expect((await callBlob(chain, "PUT /orders?restype=container", { token })).status).toBe(201);
    expectStorageRefusal(await callBlob(chain, "PUT /invoices?restype=container", { token }), mismatch);
  });

  it("gives the owner of the subscription no access to data: Owner has no data actions", async () => {
    const chain = await aChain();
    const token = await operatorToken(chain.emulator, "fabrikam", "https://storage.azure.com/.default");
    expect((await callBlob(chain, "PUT /orders?restype=container", { token })).status).toBe(201);
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token }), mismatch);
  });

  it("challenges a request without a token, or with no token behind Bearer, with the directory that it trusts", async () => {
    const chain = await aChain();
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt"), {
      ...unauthorized,
      code: "NoAuthenticationInformation",
    });
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token: "not-a-token" }), unauthorized);
  });

  it("challenges a token of the other directory", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.assertion("https://storage.azure.com");
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token }), unauthorized);
  });

  it("challenges a token that is for another API, forged or expired", async () => {
    const chain = await aChain({ role: true });
    const good = await chain.token();
    const forArm = field(
      (await chain.exchange({ scope: "https://management.azure.com/.default" })).body,
      "access_token",
    );
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token: forArm }), unauthorized);
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token: forge(good, {}) }), unauthorized);
    chain.emulator.world.advance(3600);
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { token: good }), unauthorized);
  });

  it("names Microsoft's authority to who came under Microsoft's name", async () => {
    const chain = await aChain();
    const origin = "https://fabrikamdata.blob.core.windows.net";
    expectStorageRefusal(await callBlob(chain, "GET /orders/first.txt", { origin, token: "not-a-token" }), {
      ...unauthorized,
      challenge: `Bearer authorization_uri=https://login.microsoftonline.com/${fabrikam.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
    });
  });

  it("serves the account under its own host name", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const origin = "https://fabrikamdata.blob.core.windows.net";
    expect((await callBlob(chain, "PUT /orders?restype=container", { origin, token })).status).toBe(201);
    expect((await callBlob(chain, "GET /orders?restype=container", { token })).status).toBe(200);
  });

  it("streams a hundred megabytes in and out without holding them", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    await callBlob(chain, "PUT /orders?restype=container", { token });
    const chunk = new Uint8Array(1 << 20).fill(7);
    const megabytes = 100;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < megabytes ? controller.enqueue(chunk) : controller.close()),
    });
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": String(megabytes << 20) };
    expect((await callBlob(chain, "PUT /orders/large.bin", { token, headers, body })).status).toBe(201);
    const request = new Request(`${blob}/fabrikamdata/orders/large.bin`, {
      headers: { "x-ms-version": version, authorization: `Bearer ${token}` },
    });
    let received = 0;
    for await (const part of (await chain.emulator.fetch(request)).body ?? []) received += part.length;
    expect(received).toBe(megabytes << 20);
  });

  it("answers a large upload that it refuses, and goes on", async () => {
    const chain = await aChain();
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": String(8 << 20) };
    const body = new Uint8Array(8 << 20);
    const answer = await callBlob(chain, "PUT /orders/large.bin", { token: "not-a-token", headers, body });
    expect(answer.status).toBe(401);
    expect((await callBlob(chain, "GET /orders/first.txt", { token: "not-a-token" })).status).toBe(401);
  });

  it("keeps a double slash in a blob's name", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const headers = { "x-ms-blob-type": "BlockBlob", "content-length": "1" };
    await callBlob(chain, "PUT /orders?restype=container", { token });
    expect((await callBlob(chain, "PUT /orders/a//b.txt", { token, headers, body: "x" })).status).toBe(201);
    expect((await callBlob(chain, "GET /orders/a//b.txt", { token })).status).toBe(200);
    expect((await callBlob(chain, "GET /orders/a/b.txt", { token })).status).toBe(404);
  });
});
