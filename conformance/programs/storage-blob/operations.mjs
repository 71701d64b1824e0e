// The operations of the tour, by name. `prepare` is done by the owner; `run` by each principal, and its value is judged.
import { Buffer } from "node:buffer";
import { containerOperations } from "./container-operations.mjs";
import { copyOperations } from "./copy-operations.mjs";
import { otherBlobOperations } from "./other-blob-operations.mjs";
import { serviceOperations } from "./service-operations.mjs";

const hello = ({ blob }) => blob.upload("hello", 5);
const helloWithTags = ({ blob }) => blob.upload("hello", 5, { tags: { stage: "new" } });

const text = async (blob, ...range) => (await blob.downloadToBuffer(...range)).toString();

async function leaseAround(lease) {
  await lease.acquireLease(15);
  await lease.renewLease();
  await lease.changeLease("22222222-0000-4000-8000-00000000aaaa");
  await lease.releaseLease();
  await lease.acquireLease(15);
  await lease.breakLease(0);
}

const blobOperations = {
  "put blob": { run: ({ blob }) => blob.upload("hello", 5).then(({ requestId }) => typeof requestId) },
  "put blob with tags": { run: ({ blob }) => blob.upload("x", 1, { tags: { stage: "new" } }).then(() => "done") },
  "upload in blocks": {
    run: async ({ blob }) => {
      const data = Buffer.alloc(5 << 20, "tegata");
      await blob.uploadData(data, { blockSize: 2 << 20, maxSingleShotSize: 1 << 20 });
      const { committedBlocks } = await blob.getBlockList("committed");
      const same = (await blob.downloadToBuffer()).equals(data);
      return [committedBlocks.map(({ size }) => size), same];
    },
  },
  "stage block": { run: ({ blob }) => blob.stageBlock("MDE=", "hello", 5).then(() => "done") },
  "commit block list": {
    prepare: ({ blob }) => blob.stageBlock("MDE=", "hello", 5),
    run: ({ blob }) => blob.commitBlockList(["MDE="]).then(() => "done"),
  },
  "get block list": {
    prepare: ({ blob }) => blob.stageBlock("MDE=", "hello", 5),
    run: async ({ blob }) => (await blob.getBlockList("uncommitted")).uncommittedBlocks?.map(({ size }) => size),
  },
  download: { prepare: hello, run: ({ blob }) => text(blob) },
  "download a range": { prepare: hello, run: ({ blob }) => text(blob, 1, 3) },
  "download what has not changed": {
    prepare: hello,
    run: async ({ blob, owned }) => {
      const { etag } = await owned.getProperties();
      return blob.download(0, 1, { conditions: { ifNoneMatch: etag } }).catch((error) => {
        if (error.statusCode === 304) return "304";
        throw error;
      });
    },
  },
  "write only what is new": {
    prepare: hello,
    run: ({ blob }) => blob.upload("x", 1, { conditions: { ifNoneMatch: "*" } }).then(() => "done"),
  },
  "write only what has not changed": {
    prepare: hello,
    run: ({ blob }) => blob.setMetadata({}, { conditions: { ifMatch: '"0x1"' } }).then(() => "done"),
  },
  "get properties": { prepare: hello, run: async ({ blob }) => (await blob.getProperties()).contentLength },
  "set metadata": {
    prepare: hello,
    run: async ({ blob }) => {
      await blob.setMetadata({ kind: "test" });
      return (await blob.getProperties()).metadata;
    },
  },
  "set HTTP headers": {
    prepare: hello,
    run: async ({ blob }) => {
      await blob.setHTTPHeaders({ blobContentType: "text/plain" });
      return (await blob.getProperties()).contentType;
    },
  },
  "set tier": {
    prepare: hello,
    run: async ({ blob }) => {
      await blob.setAccessTier("Cool");
      return (await blob.getProperties()).accessTier;
    },
  },
  "set tags": { prepare: hello, run: ({ blob }) => blob.setTags({ stage: "new" }).then(() => "done") },
  "get tags": { prepare: helloWithTags, run: async ({ blob }) => (await blob.getTags()).tags },
  "read by a condition on tags": {
    prepare: helloWithTags,
    run: async ({ blob }) => {
      const { readableStreamBody } = await blob.download(0, 5, { conditions: { tagConditions: "stage = 'new'" } });
      readableStreamBody?.resume();
      return "done";
    },
  },
  "lease a blob": { prepare: hello, run: ({ blob }) => leaseAround(blob.getBlobLeaseClient()) },
  "write without the lease": {
    prepare: async ({ blob }) => {
      await hello({ blob });
      await blob.getBlobLeaseClient().acquireLease(15);
    },
    run: ({ blob }) => blob.setMetadata({}).then(() => "done"),
  },
  snapshot: {
    prepare: hello,
    run: async ({ blob, owned }) => {
      const { snapshot } = await blob.createSnapshot();
      await owned.upload("changed", 7);
      return text(blob.withSnapshot(snapshot));
    },
  },
  "delete a blob": { prepare: hello, run: ({ blob }) => blob.delete().then(() => "done") },
};

export const operations = {
  ...serviceOperations,
  ...containerOperations,
  ...blobOperations,
  ...otherBlobOperations,
  ...copyOperations,
};
