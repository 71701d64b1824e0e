import {
  BlobSASPermissions,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
} from "@azure/storage-blob";
import type { BlobServiceClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReadyChain, RunningEmulator } from "../../../src/testing.ts";
import { aReadyChain, startEmulator } from "../../../src/testing.ts";
import { accountKey, credentialOf, refusal, serviceClient } from "./sdk.ts";

let running: RunningEmulator;
let writer: ReadyChain;
let reader: ReadyChain;
let asWriter: BlobServiceClient;
let asReader: BlobServiceClient;
let containers = 0;
let name = "";

beforeAll(async () => {
  running = await startEmulator();
  writer = await aReadyChain(running);
  reader = await aReadyChain(running, { host: "func-agents", name: "reports", role: "Storage Blob Data Reader" });
  asWriter = serviceClient(running, writer.storage.blobEndpoint, credentialOf(writer));
  asReader = serviceClient(running, reader.storage.blobEndpoint, credentialOf(reader));
});
afterAll(() => running.close());
beforeEach(async () => {
  name = `orders-${++containers}`;
  await asWriter.createContainer(name);
  await asWriter.getContainerClient(name).getBlockBlobClient("a.txt").upload("hello", 5);
});

const blob = (service: BlobServiceClient, path = "a.txt", container = name) =>
  service.getContainerClient(container).getBlockBlobClient(path);

/** Changes properties of the account, as an administrator would, and takes it back at the end. */
async function withAccount<T>(properties: Record<string, unknown>, run: () => Promise<T>): Promise<T> {
  const account = running.emulator.context.store.state.arm.resources.find(({ name: each }) => each === "fabrikamdata");
  if (!account) throw new Error("there is no account");
  const before = account.properties;
  account.properties = { ...before, ...properties };
  try {
    return await run();
  } finally {
    account.properties = before;
  }
}

describe("storage, to its own SDK", () => {
  it("serves block uploads, ranges, listings, metadata, leases, tags and snapshots to who may write", async () => {
    const target = blob(asWriter, "deep/large.bin");
    const data = Buffer.alloc(9 << 20, "tegata");
    await target.uploadData(data, { blockSize: 4 << 20, metadata: { Kind: "test" } });
    const range = await target.downloadToBuffer(5_000_000, 12);
    expect(range.equals(data.subarray(5_000_000, 5_000_012))).toBe(true);
    const listed = [];
    for await (const item of asWriter.getContainerClient(name).listBlobsByHierarchy("/")) listed.push(item.name);
    expect(listed.toSorted()).toEqual(["a.txt", "deep/"]);
    expect((await target.getProperties()).metadata).toEqual({ kind: "test" });
    const lease = target.getBlobLeaseClient();
    await lease.acquireLease(15);
    expect(await refusal(target.setMetadata({ kind: "other" }))).toBe("412 LeaseIdMissing");
    await lease.releaseLease();
    expect(
      (
        await blob(asReader, "deep/large.bin")
          .createSnapshot()
          .catch((error) => error)
      ).statusCode,
    ).toBe(403);
    expect((await target.createSnapshot()).snapshot).toMatch(/^\d{4}-/);
    expect(await refusal(target.download(0, 1, { conditions: { ifNoneMatch: "*" } }))).toMatch(/^(304|400)/);
    expect(await refusal(target.download(100 << 20, 1))).toBe("416 InvalidRange");
  });

  it("lets a reader read and nothing else", async () => {
    expect((await blob(asReader).downloadToBuffer()).toString()).toBe("hello");
    expect(await refusal(blob(asReader).upload("x", 1))).toBe("403 AuthorizationPermissionMismatch");
    expect(await refusal(blob(asReader).delete())).toBe("403 AuthorizationPermissionMismatch");
    expect(await refusal(blob(asReader).getTags())).toBe("403 AuthorizationPermissionMismatch");
  });

  it("wants the right to write tags for a write that carries them", async () => {
    expect(await refusal(blob(asWriter, "t.txt").upload("x", 1, { tags: { stage: "new" } }))).toBe(
      "403 AuthorizationPermissionMismatch",
    );
    const owner = await aReadyChain(running, { host: "func-agents", name: "owner", role: "Storage Blob Data Owner" });
    const asOwner = serviceClient(running, owner.storage.blobEndpoint, credentialOf(owner));
    await blob(asOwner, "t.txt").upload("x", 1, { tags: { stage: "new" } });
    expect((await blob(asOwner, "t.txt").getTags()).tags).toEqual({ stage: "new" });
  });

  it("judges each part of a batch by itself", async () => {
    await blob(asWriter, "b.txt").upload("x", 1);
    const batch = (service: BlobServiceClient) =>
      service.getBlobBatchClient().deleteBlobs([blob(service).url, blob(service, "b.txt").url], service["credential"]);
    const refused = await batch(asReader);
    expect(refused.subResponses.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      [403, "AuthorizationPermissionMismatch"],
      [403, "AuthorizationPermissionMismatch"],
    ]);
    const done = await batch(asWriter);
    expect(done.subResponses.map(({ status }) => status)).toEqual([202, 202]);
  });
});

describe("a copy source", () => {
  it("needs the right to read it, of the caller, in the same account", async () => {
    const poller = await blob(asWriter, "copy.txt").beginCopyFromURL(blob(asWriter).url);
    expect((await poller.pollUntilDone()).copyStatus).toBe("success");
    const narrow = await aReadyChain(running, { host: "func-agents", name: `narrow-${name}`, container: name });
    const asNarrow = serviceClient(running, narrow.storage.blobEndpoint, credentialOf(narrow));
    await asWriter.createContainer(`${name}-secret`);
    await blob(asWriter, "a.txt", `${name}-secret`).upload("secret", 6);
    const copy = blob(asNarrow, "stolen.txt").beginCopyFromURL(blob(asNarrow, "a.txt", `${name}-secret`).url);
    expect(await refusal(copy)).toBe("403 AuthorizationPermissionMismatch");
  });

  it("needs credentials of its own for the synchronous copies", async () => {
    const source = blob(asWriter).url;
    expect(await refusal(blob(asWriter, "c.txt").syncCopyFromURL(source))).toBe("401 CannotVerifyCopySource");
    const bearer = { scheme: "Bearer", value: await reader.token() } as const;
    const done = await blob(asWriter, "c.txt").syncCopyFromURL(source, { sourceAuthorization: bearer });
    expect(done.copyStatus).toBe("success");
    const bad = { scheme: "Bearer", value: "not-a-token" } as const;
    expect(await refusal(blob(asWriter, "c.txt").syncCopyFromURL(source, { sourceAuthorization: bad }))).toBe(
      "401 CannotVerifyCopySource",
    );
  });

  it("is read for a block with the credentials that came for it, once", async () => {
    const sourceAuthorization = { scheme: "Bearer", value: await reader.token() } as const;
    const target = blob(asWriter, "block.txt");
    await target.stageBlockFromURL("MDE=", blob(asWriter).url, 0, 5, { sourceAuthorization });
    await target.commitBlockList(["MDE="]);
    expect((await target.downloadToBuffer()).toString()).toBe("hello");
    expect(await refusal(target.stageBlockFromURL("MDI=", blob(asWriter).url, 0, 5))).toBe(
      "401 CannotVerifyCopySource",
    );
  });

  it("is not fetched from anywhere else", async () => {
    const copy = blob(asWriter, "c.txt").syncCopyFromURL("https://example.com/fabrikamdata/orders/a.txt");
    expect(await refusal(copy)).toBe("404 CannotVerifyCopySource");
  });
});

describe("a shared access signature", () => {
  const expiresOn = new Date(Date.now() + 3_600_000);
  const read = BlobSASPermissions.parse("r");
  const anonymous = (query: string, path = "a.txt") =>
    blob(serviceClient(running, writer.storage.blobEndpoint), path).url + `?${query}`;
  const get = async (url: string, method = "GET") => {
    const response = await running.emulator.fetch(
      new Request(url, { method, headers: { "x-ms-version": "2026-06-06" } }),
    );
    return `${response.status} ${response.headers.get("x-ms-error-code") ?? (await response.text())}`;
  };

  it("of an account key reads, unless tampered with, out of time, or for something else", async () => {
    const values = { containerName: name, blobName: "a.txt", permissions: read, expiresOn };
    const key = accountKey(running, "fabrikamdata");
    const query = generateBlobSASQueryParameters(values, key).toString();
    expect(await get(anonymous(query))).toBe("200 hello");
    expect(await get(anonymous(query), "DELETE")).toBe("403 AuthorizationPermissionMismatch");
    expect(await get(anonymous(query.replace("sp=r", "sp=rwd")))).toBe("403 AuthenticationFailed");
    expect(await get(anonymous(query, "b.txt"))).toBe("403 AuthenticationFailed");
    const past = new Date(Date.now() - 1000);
    const old = generateBlobSASQueryParameters({ ...values, expiresOn: past }, key).toString();
    expect(await get(anonymous(old))).toBe("403 AuthenticationFailed");
  });

  it("of a user delegation key does what it says and its signer may do, no more", async () => {
    const startsOn = new Date(Date.now() - 60_000);
    const key = await asReader.getUserDelegationKey(startsOn, expiresOn);
    const all = ContainerSASPermissions.parse("rwdl");
    const values = { containerName: name, permissions: all, startsOn, expiresOn, protocol: SASProtocol.Https };
    const query = generateBlobSASQueryParameters(values, key, "fabrikamdata").toString();
    expect(await get(anonymous(query))).toBe("200 hello");
    expect(await get(anonymous(query), "DELETE")).toBe("403 AuthorizationPermissionMismatch");
    const other = query.replace(reader.principalId, writer.principalId);
    expect(await get(anonymous(other), "DELETE")).toBe("403 AuthenticationFailed");
  });

  it("of a user delegation key ends with its signer's role", async () => {
    const chain = await aReadyChain(running, { host: "func-agents", name: `gone-${name}` });
    const service = serviceClient(running, chain.storage.blobEndpoint, credentialOf(chain));
    const startsOn = new Date(Date.now() - 60_000);
    const key = await service.getUserDelegationKey(startsOn, expiresOn);
    const values = { containerName: name, blobName: "a.txt", permissions: read, startsOn, expiresOn };
    const query = generateBlobSASQueryParameters(values, key, "fabrikamdata").toString();
    expect(await get(anonymous(query))).toBe("200 hello");
    const { arm } = running.emulator.context.store.state;
    arm.roleAssignments = arm.roleAssignments.filter(({ principalId }) => principalId !== chain.principalId);
    expect(await get(anonymous(query))).toBe("403 AuthorizationPermissionMismatch");
  });

  it("of an account key, and the key itself, are refused where keys are not permitted", async () => {
    const key = accountKey(running, "fabrikamdata");
    const withKey = serviceClient(running, writer.storage.blobEndpoint, key);
    const values = { containerName: name, blobName: "a.txt", permissions: read, expiresOn };
    const query = generateBlobSASQueryParameters(values, key).toString();
    expect((await blob(withKey).downloadToBuffer()).toString()).toBe("hello");
    await withAccount({ allowSharedKeyAccess: false }, async () => {
      expect(await refusal(blob(withKey).download())).toBe("403 KeyBasedAuthenticationNotPermitted");
      expect(await get(anonymous(query))).toBe("403 KeyBasedAuthenticationNotPermitted");
      expect((await blob(asWriter).downloadToBuffer()).toString()).toBe("hello");
    });
  });
});

describe("an account's own switches", () => {
  it("keep everybody out by network, but addresses that are let in", async () => {
    const deny = (ipRules: unknown[]) => ({ networkAcls: { defaultAction: "Deny", ipRules } });
    const download = () => refusal(blob(asWriter).download());
    expect(await withAccount({ publicNetworkAccess: "Disabled" }, download)).toBe("403 AuthorizationFailure");
    expect(await withAccount(deny([]), download)).toBe("403 AuthorizationFailure");
    expect(await withAccount(deny([{ value: "203.0.113.0/24" }, { value: "rubbish" }]), download)).toBe(
      "403 AuthorizationFailure",
    );
    expect(await withAccount(deny([{ value: "127.0.0.0/8" }]), download)).toBe("allowed");
  });

  it("let nobody read without credentials unless account and container both say so", async () => {
    const withKey = serviceClient(running, writer.storage.blobEndpoint, accountKey(running, "fabrikamdata"));
    const container = withKey.getContainerClient(name);
    const nobody = blob(serviceClient(running, writer.storage.blobEndpoint));
    expect(await refusal(container.setAccessPolicy("blob"))).toBe("409 PublicAccessNotPermitted");
    const old = async () => {
      const response = await running.emulator.fetch(new Request(nobody.url));
      return `${response.status} ${response.headers.get("x-ms-error-code") ?? (await response.text())}`;
    };
    expect(await old()).toBe("409 PublicAccessNotPermitted");
    await withAccount({ allowBlobPublicAccess: true }, async () => {
      expect(await old()).toBe("404 ResourceNotFound");
      expect(await refusal(nobody.download())).toBe("401 NoAuthenticationInformation");
      await container.setAccessPolicy("blob");
      expect(await old()).toBe("200 hello");
      expect((await nobody.downloadToBuffer()).toString()).toBe("hello");
      expect(await refusal(nobody.delete())).toBe("401 NoAuthenticationInformation");
    });
    expect(await refusal(nobody.download())).toBe("401 NoAuthenticationInformation");
  });
});
