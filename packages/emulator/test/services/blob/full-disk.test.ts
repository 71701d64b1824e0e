import { closeSync, openSync, readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmulator } from "../../../src/index.ts";
import type { RunningEmulator } from "../../../src/index.ts";
import { aReadyChain } from "../../../src/testing.ts";

let stateFolder = "";
beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
});
afterEach(() => rm(stateFolder, { recursive: true, force: true }));

/** The file descriptor, of this process, of the log of blobs. */
function logOf(): number {
  const all = readdirSync("/proc/self/fd");
  const found = all.find((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === join(stateFolder, "blobs", "blobs.json.log");
    } catch {
      // The one that reading the folder took is gone.
      return false;
    }
  });
  return Number(found);
}

/** Puts another file in the place of an open one: the lowest free number is given out first. */
function replace(fd: number, path: string): void {
  closeSync(fd);
  // The system gives the lowest number that is free, and others may have let go of lower ones.
  const lower: number[] = [];
  let opened = openSync(path, "a");
  for (; opened < fd; opened = openSync(path, "a")) lower.push(opened);
  for (const each of lower) closeSync(each);
  expect(opened).toBe(fd);
}

async function caller(running: RunningEmulator) {
  const chain = await aReadyChain(running, { name: `chain-${running.emulator.context.world.uuid()}` });
  const authorization = `Bearer ${await chain.token()}`;
  return async (method: string, path: string, body?: string) => {
    const headers = {
      authorization,
      "x-ms-version": "2026-06-06",
      ...(body === undefined ? {} : { "x-ms-blob-type": "BlockBlob", "content-length": String(body.length) }),
    };
    const url = `${chain.storage.blobEndpoint}/${path}`;
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await running.emulator.fetch(request);
    return `${response.status} ${response.headers.get("x-ms-error-code") ?? (await response.text())}`.trim();
  };
}

// A full disk that is one: /dev/full exists on Linux.
describe.runIf(process.platform === "linux")("a disk that is full", () => {
  it("lets no blob be acknowledged, says so in one clear error, and loses nothing that was", async () => {
    const running = await startEmulator({ stateFolder, ports: "free" });
    const call = await caller(running);
    await call("PUT", "orders?restype=container");
    expect(await call("PUT", "orders/before.txt", "before")).toBe("201");
    const log = logOf();
    replace(log, "/dev/full");
    expect(await call("PUT", "orders/during.txt", "during")).toBe("500 InternalError");
    const told = running.emulator.context.journal.since().flatMap((entry) => (entry.kind === "refusal" ? [entry] : []));
    expect(told.at(-1)?.message).toBe(
      `EmulatorError: the blobs in ${join(stateFolder, "blobs")} cannot be written (ENOSPC)`,
    );
    expect(await call("GET", "orders/before.txt")).toBe("200 before");
    replace(log, join(stateFolder, "blobs", "blobs.json.log"));
    expect(await call("PUT", "orders/after.txt", "after")).toBe("201");
    await running.close();

    const again = await startEmulator({ stateFolder, ports: "free" });
    const callAgain = await caller(again);
    expect(await callAgain("GET", "orders/before.txt")).toBe("200 before");
    expect(await callAgain("GET", "orders/after.txt")).toBe("200 after");
    await again.close();
  });
});
