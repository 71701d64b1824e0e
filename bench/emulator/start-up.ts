import { median, rounded } from "../credential/result.ts";
import type { Result } from "../credential/result.ts";
import { blobCall } from "./blob-calls.ts";
import type { Prepared } from "./prepare.ts";
import { targetOf } from "./prepare.ts";
import { residentMegabytes, startPublished } from "./published.ts";

interface Start {
  readonly readyMs: number;
  readonly readyMegabytes: number;
  readonly blobMs: number;
  readonly blobMegabytes: number;
}

/** One process from its start, on a state that is there: until it is ready, then until a blob has been read. */
async function start(prepared: Prepared): Promise<Start> {
  const running = await startPublished(prepared);
  try {
    const { readyMs, child } = running;
    const readyMegabytes = residentMegabytes(child);
    const length = await blobCall(targetOf(running, prepared.token), { method: "GET", name: "/1-KiB" });
    const blobMs = performance.now() - running.startedMs;
    if (length !== 1024) throw new Error(`the blob has ${length} bytes`);
    return { readyMs, readyMegabytes, blobMs, blobMegabytes: residentMegabytes(child) };
  } finally {
    await running.stop();
  }
}

function result(name: string, unit: string, [atMost, samples]: readonly [number, readonly number[]]): Result {
  const shown = samples.map((sample) => rounded(sample));
  return { name, figure: rounded(median(samples)), unit, goal: { atMost }, samples: { ours: shown } };
}

const mostMs = 500;
const mostMegabytes = 150;

/** Start-up and memory of the published emulator on an existing state. */
export async function emulatorStartUp(prepared: Prepared, rounds: number): Promise<Result[]> {
  const starts: Start[] = [];
  // The first one warms up the disk's cache.
  for (let round = -1; round < rounds; round++) {
    const one = await start(prepared);
    if (round >= 0) starts.push(one);
  }
  const all = (of: keyof Start): number[] => starts.map((one) => one[of]);
  return [
    result("emulator, process start to ready", "ms", [mostMs, all("readyMs")]),
    result("emulator, process start to first blob read", "ms", [mostMs, all("blobMs")]),
    result("emulator, resident when ready", "MB", [mostMegabytes, all("readyMegabytes")]),
    result("emulator, resident after the first blob read", "MB", [mostMegabytes, all("blobMegabytes")]),
  ];
}
