import { aReadyChain, createEmulator } from "@tegata/emulator/testing";

const emulator = createEmulator();
const chain = await aReadyChain(emulator, { role: null });
const url = `${chain.storage.blobEndpoint}/orders/1.txt`;
const headers = { authorization: `Bearer ${await chain.token()}`, "x-ms-version": "2026-06-06" };
await emulator.fetch(url, { headers });

// The journal tells what was refused, and why. It holds no secret.
for (const entry of emulator.context.journal.since()) {
  if (entry.kind === "refusal") process.stdout.write(`${entry.service} ${entry.code}\n`);
}
await emulator[Symbol.asyncDispose]();
