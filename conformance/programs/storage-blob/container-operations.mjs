// Operations on a container.
/** A container of the operation's own; several clients take the tour of one account. */
const own = ({ service, container, name }) =>
  service.getContainerClient(`${name.replaceAll(" ", "-").toLowerCase()}-${container.containerName.slice(-8)}`);
const make = (call) => own(call).create();

async function fiveBlobs({ container, name }) {
  for (const end of ["a/1", "a/2", "b/1", "c", "d é+%"]) {
    await container.getBlockBlobClient(`${name}/${end}`).upload("x", 1);
  }
}

export const containerOperations = {
  "create a container": { run: (call) => make(call).then(() => "done") },
  "delete a container": {
    prepare: make,
    run: (call) =>
      own(call)
        .delete()
        .then(() => "done"),
  },
  "get a container's properties": {
    prepare: make,
    run: async (call) => (await own(call).getProperties()).leaseState,
  },
  "set a container's metadata": {
    prepare: make,
    run: (call) =>
      own(call)
        .setMetadata({ kind: "test" })
        .then(() => "done"),
  },
  "lease a container": {
    prepare: make,
    run: async (call) => {
      const lease = own(call).getBlobLeaseClient();
      await lease.acquireLease(15);
      await lease.releaseLease();
    },
  },
  "get a container's access policy": {
    prepare: make,
    run: async (call) => (await own(call).getAccessPolicy()).signedIdentifiers,
  },
  "set a container's access policy": {
    prepare: make,
    run: (call) =>
      own(call)
        .setAccessPolicy()
        .then(() => "done"),
  },
  "list blobs, page by page": {
    prepare: fiveBlobs,
    run: async ({ container, name }) => {
      const pages = [];
      const all = container.listBlobsFlat({ prefix: `${name}/` });
      for await (const { segment } of all.byPage({ maxPageSize: 2 }))
        pages.push(segment.blobItems.map((item) => item.name.slice(name.length)));
      return pages;
    },
  },
  "list blobs by folder": {
    prepare: fiveBlobs,
    run: async ({ container, name }) => {
      const found = [];
      for await (const item of container.listBlobsByHierarchy("/", { prefix: `${name}/` }))
        found.push(`${item.kind} ${item.name.slice(name.length)}`);
      return found.toSorted();
    },
  },
};
