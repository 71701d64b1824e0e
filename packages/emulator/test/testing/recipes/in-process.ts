import { aReadyChain, createEmulator } from "@tegata/emulator/testing";

const emulator = createEmulator();
const chain = await aReadyChain(emulator, { role: "Storage Blob Data Reader" });

// Every service answers to its own origin, and to Microsoft's own names, without a socket.
const response = await emulator.fetch(`${chain.storage.blobEndpoint}/orders?restype=container`, {
  method: "PUT",
  headers: { authorization: `Bearer ${await chain.token()}`, "x-ms-version": "2026-06-06" },
});
process.stdout.write(`${response.status} ${response.headers.get("x-ms-error-code")}\n`);
await emulator[Symbol.asyncDispose]();
