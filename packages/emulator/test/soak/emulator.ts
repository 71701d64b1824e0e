// The emulator under load: a process of its own, so that what is measured is its heap and nobody else's. It is told what
// to do by its parent, and tells what it measures. Run with --expose-gc.
import { setTimeout as pause } from "node:timers/promises";
import type { FaultSpecification } from "../../src/faults/fault.ts";
import { aReadyChain, startEmulator } from "../../src/testing.ts";

export interface Place {
  readonly authority: string;
  readonly ca: string;
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  readonly identityClientId: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly blobEndpoint: string;
}

export interface Measure {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly journalEntries: number;
  readonly unhandledRejections: number;
  readonly uncaughtExceptions: number;
}

export type Order = "measure" | "stop" | FaultSpecification;

let unhandledRejections = 0;
let uncaughtExceptions = 0;
process.on("unhandledRejection", () => unhandledRejections++);
process.on("uncaughtException", () => uncaughtExceptions++);

const running = await startEmulator();
const chain = await aReadyChain(running);

async function measure(): Promise<Measure> {
  // Connections that were closed are gone from the heap only once Node has told their owners.
  for (let round = 0; round < 3; round++) {
    await pause(300);
    globalThis.gc?.();
  }
  const { heapUsed, rss } = process.memoryUsage();
  const journalEntries = running.emulator.context.journal.since().length;
  return { heapBytes: heapUsed, residentBytes: rss, journalEntries, unhandledRejections, uncaughtExceptions };
}

process.on("message", (order: Order) => {
  if (order === "measure") void measure().then((measured) => process.send?.(measured));
  else if (order === "stop") void running.close().then(() => process.disconnect());
  else running.emulator.context.faults.add(order);
});

const place: Place = {
  authority: running.environment.authority,
  ca: running.ca,
  identityEndpoint: chain.host.identityEndpoint,
  identityHeader: chain.host.identityHeader ?? "",
  identityClientId: chain.identity.clientId,
  clientId: chain.application.clientId,
  tenantId: chain.resource.tenantId,
  blobEndpoint: chain.storage.blobEndpoint,
};
process.send?.(place);
