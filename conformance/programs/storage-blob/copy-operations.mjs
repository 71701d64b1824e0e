// Copies: the source is read with the caller's own token, or with one that comes for it.
const source = ({ container, name }) => container.getBlockBlobClient(`${name}-source`);
const make = (call) => source(call).upload("hello", 5);
const bearer = async ({ credential }) => ({
  scheme: "Bearer",
  value: (await credential.getToken("https://storage.azure.com/.default")).token,
});
const text = async (blob) => (await blob.downloadToBuffer()).toString();

export const copyOperations = {
  copy: {
    prepare: make,
    run: async (call) => {
      const poller = await call.blob.beginCopyFromURL(source(call).url);
      return (await poller.pollUntilDone()).copyStatus;
    },
  },
  "copy at once": {
    prepare: make,
    run: async (call) => {
      const sourceAuthorization = await bearer(call);
      await call.blob.syncCopyFromURL(source(call).url, { sourceAuthorization });
      return text(call.blob);
    },
  },
  "put a blob from a URL": {
    prepare: make,
    run: async (call) => {
      const sourceAuthorization = await bearer(call);
      await call.blob.syncUploadFromURL(source(call).url, { sourceAuthorization });
      return text(call.blob);
    },
  },
  "stage a block from a URL": {
    prepare: make,
    run: async (call) => {
      const sourceAuthorization = await bearer(call);
      await call.blob.stageBlockFromURL("MDE=", source(call).url, 1, 3, { sourceAuthorization });
      await call.blob.commitBlockList(["MDE="]);
      return text(call.blob);
    },
  },
  "append from a URL": {
    prepare: async (call) => {
      await make(call);
      await call.blob.getAppendBlobClient().create();
    },
    run: async (call) => {
      const sourceAuthorization = await bearer(call);
      await call.blob.getAppendBlobClient().appendBlockFromURL(source(call).url, 0, 5, { sourceAuthorization });
      return text(call.blob);
    },
  },
};
