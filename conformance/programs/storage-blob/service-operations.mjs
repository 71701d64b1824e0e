// Operations on the account: listing, properties, finding, batches, and signatures with a user delegation key.
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
} from "@azure/storage-blob";
import { outcome } from "./outcome.mjs";

async function namesOf(items) {
  const names = [];
  for await (const { name } of items) names.push(name);
  return names;
}

/** A tag's value that no other client gives. */
const findable = ({ containerName }, name) => `${name.replaceAll(" ", "_")}-${containerName.slice(-8)}`;

async function twoBlobs({ container, name }) {
  for (const end of ["1", "2"]) await container.getBlockBlobClient(`${name}-${end}`).upload("hello", 5);
}

const urlsOf = ({ container, name }) => ["1", "2"].map((end) => container.getBlockBlobClient(`${name}-${end}`).url);
const parts = ({ subResponses }) =>
  subResponses.map(({ status, errorCode }) => [status, errorCode].filter(Boolean).join(" "));

export const serviceOperations = {
  "list containers": {
    run: async ({ service, container }) => (await namesOf(service.listContainers())).includes(container.containerName),
  },
  "get service properties": { run: async ({ service }) => typeof (await service.getProperties()).cors },
  "set service properties": {
    run: ({ service }) => service.setProperties({ defaultServiceVersion: "2020-10-02" }).then(() => "done"),
  },
  "get account information": { run: async ({ service }) => (await service.getAccountInfo()).accountKind },
  "find blobs by tags": {
    prepare: ({ blob, container, name }) => blob.upload("x", 1, { tags: { find: findable(container, name) } }),
    run: async ({ service, container, name }) =>
      (await namesOf(service.findBlobsByTags(`find='${findable(container, name)}'`))).length,
  },
  "delete in a batch": {
    prepare: twoBlobs,
    run: async ({ service, credential, ...rest }) =>
      parts(await service.getBlobBatchClient().deleteBlobs(urlsOf(rest), credential)),
  },
  "set tiers in a batch": {
    prepare: twoBlobs,
    run: async ({ service, credential, ...rest }) =>
      parts(await service.getBlobBatchClient().setBlobsAccessTier(urlsOf(rest), credential, "Cool")),
  },
  "sign with a user delegation key": {
    prepare: ({ blob }) => blob.upload("hello", 5),
    run: async ({ service, container, name }) => {
      const startsOn = new Date(Date.now() - 60_000);
      const expiresOn = new Date(Date.now() + 600_000);
      const key = await service.getUserDelegationKey(startsOn, expiresOn);
      const values = {
        containerName: container.containerName,
        permissions: ContainerSASPermissions.parse("rwdl"),
        startsOn,
        expiresOn,
        protocol: SASProtocol.Https,
      };
      const query = generateBlobSASQueryParameters(values, key, service.accountName).toString();
      const signed = new BlobServiceClient(`${service.url.replace(/\/$/, "")}?${query}`);
      const target = signed.getContainerClient(container.containerName).getBlockBlobClient(name);
      return [
        await outcome(async () => (await target.downloadToBuffer()).toString()),
        await outcome(() => target.upload("changed", 7).then(() => "done")),
        await outcome(() => target.getTags().then(() => "done")),
      ];
    },
  },
};
