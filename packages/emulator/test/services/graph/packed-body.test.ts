import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { anEmulator, graph } from "../../emulator.ts";
import { operatorToken, read } from "../../wire.ts";

async function post(body: Buffer<ArrayBuffer>) {
  const emulator = await anEmulator();
  const token = await operatorToken(emulator, "contoso", `${graph}/.default`);
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "Content-Encoding": "gzip",
  };
  return read(await emulator.fetch(new Request(`${graph}/v1.0/applications`, { method: "POST", headers, body })));
}

it("a body in gzip is read, as Graph's clients for Go send every body", async () => {
  const made = await post(gzipSync(JSON.stringify({ displayName: "orders" })));
  expect([made.status, made.body]).toMatchObject([201, { displayName: "orders" }]);
});

it("what says that it is gzip and is not, or ends early, is no JSON", async () => {
  for (const body of [Buffer.from('{"displayName":"orders"}'), gzipSync("{}").subarray(0, 12)]) {
    const answer = await post(Buffer.from(body));
    expect([answer.status, answer.body]).toMatchObject([400, { error: { code: "Request_BadRequest" } }]);
  }
});

it("the limit of a body holds for what is unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(5 * 1024 * 1024, 0x20));
  const answer = await post(bomb);
  expect([answer.status, answer.body]).toEqual([
    413,
    { error: { code: "RequestTooLarge", message: "The request body is larger than 4194304 bytes." } },
  ]);
});
