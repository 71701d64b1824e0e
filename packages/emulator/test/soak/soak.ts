// Long use: exchanges and blob calls with faults standing, and the emulator's heap after forced collection at a fifth of
// the way and at the end. Fails when the heap grew by more than a twentieth, the journal has no bound, or anything was
// left unhandled. Arguments: how many exchanges (default 100000), how many blob calls (default a fifth of that).
//
//   node --conditions=@tegata/source packages/emulator/test/soak/soak.ts 100000 20000
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FaultSpecification } from "../../src/faults/fault.ts";
import type { Measure, Order, Place } from "./emulator.ts";
import { Clients } from "./load.ts";

const exchanges = Number(process.argv[2] ?? 100_000);
const blobCalls = Number(process.argv[3] ?? exchanges / 5);
const connections = 8;
const journalLimit = 10_000;
const growthLimit = 1.05;

/** One of these is put up now and then, for the next few requests. */
const faults: readonly FaultSpecification[] = [
  { kind: "throttle", service: "token", retryAfterSeconds: 1, body: "json", times: 5 },
  { kind: "status", service: "blob", status: 503, times: 5 },
  { kind: "reset", service: "token", times: 5 },
  { kind: "reset", service: "blob", times: 5 },
  { kind: "latency", milliseconds: 5, times: 20 },
  { kind: "malformed-body", service: "token", times: 3 },
  { kind: "slow-body", service: "blob", milliseconds: 20, times: 3 },
  { kind: "status", service: "managedIdentity", status: 500, times: 1 },
  { kind: "propagation", object: "roleAssignment", seconds: 5, mode: "flapping", forSeconds: 5 },
];

const child = fork(fileURLToPath(new URL("emulator.ts", import.meta.url)), {
  execArgv: ["--conditions=@tegata/source", "--expose-gc"],
});
const [place] = (await once(child, "message")) as [Place];
const order = (what: Order): boolean => child.send(what);
const clients = new Clients(place, connections);

async function measure(): Promise<Measure> {
  order("measure");
  const [measured] = (await once(child, "message")) as [Measure];
  return measured;
}

/** So many turns, several at a time: in each, some exchanges, then a blob call. */
async function run(turns: number, each: number): Promise<void> {
  let left = turns;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      if (left % 100 === 0) {
        const fault = faults[(left / 100) % faults.length];
        if (fault) order(fault);
        await clients.freshAssertion();
      }
      for (let count = 0; count < each; count++) await clients.exchange();
      await clients.blobCall();
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
}

const startedMs = Date.now();
await clients.freshAssertion();
await clients.exchange();
await clients.makeContainer();
const each = Math.max(1, Math.round(exchanges / blobCalls));
await run(Math.round(blobCalls / 5), each);
const early = await measure();
await run(blobCalls - Math.round(blobCalls / 5), each);
const late = await measure();
clients.close();
order("stop");
await once(child, "exit");

const growth = late.heapBytes / early.heapBytes;
const isFine =
  growth <= growthLimit &&
  late.journalEntries <= journalLimit &&
  late.unhandledRejections + late.uncaughtExceptions === 0 &&
  clients.letIn === 0;
const seconds = Math.round((Date.now() - startedMs) / 1000);
const report = {
  exchanges,
  blobCalls,
  seconds,
  early,
  late,
  growth,
  letIn: clients.letIn,
  isFine,
  outcomes: clients.outcomes,
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = isFine ? 0 : 1;
