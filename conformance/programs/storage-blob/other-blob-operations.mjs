// Append blobs and page blobs.
export const otherBlobOperations = {
  "create an append blob": {
    run: ({ blob }) =>
      blob
        .getAppendBlobClient()
        .create()
        .then(() => "done"),
  },
  append: {
    prepare: ({ blob }) => blob.getAppendBlobClient().create(),
    run: async ({ blob }) => {
      const log = blob.getAppendBlobClient();
      await log.appendBlock("one ", 4);
      const { blobAppendOffset } = await log.appendBlock("two", 3);
      return blobAppendOffset;
    },
  },
  "create a page blob": {
    run: ({ blob }) =>
      blob
        .getPageBlobClient()
        .create(1024)
        .then(() => "done"),
  },
  "upload and clear pages": {
    prepare: ({ blob }) => blob.getPageBlobClient().create(1024),
    run: async ({ blob }) => {
      const pages = blob.getPageBlobClient();
      await pages.uploadPages("x".repeat(1024), 0, 1024);
      await pages.clearPages(0, 512);
      await pages.resize(2048);
    },
  },
  "get page ranges": {
    prepare: async ({ blob }) => {
      const pages = blob.getPageBlobClient();
      await pages.create(1024);
      await pages.uploadPages("x".repeat(512), 512, 512);
    },
    run: async ({ blob }) =>
      (await blob.getPageBlobClient().getPageRanges(0, 1024)).pageRange?.map(({ offset, count }) => [offset, count]),
  },
};
