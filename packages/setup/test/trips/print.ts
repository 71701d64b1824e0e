// Prints the round trips of apply for one pair, and how fifty directories converge:
// node --conditions=@tegata/source packages/setup/test/trips/print.ts
import { apply, parseConfiguration } from "../../src/index.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";
import { directoryCount, fiftyDirectories } from "./fifty.ts";
import { inTrips, renderTrips } from "./trips.ts";

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const one = aBench(anAzure(), parseConfiguration(orders.replace(/ {4}- \{ issuer.*\n/, "")));
const { fetch, requests } = inTrips(one.azure.fetch);
await apply({ ...one.options, fetch });
print(`apply of one pair, from nothing\n${renderTrips(requests)}\n`);

const fifty = fiftyDirectories();
const startMs = fifty.clock.nowMs();
const outcome = await apply(fifty.options);
const { most, requests: count } = fifty.load();
const waitedS = (fifty.clock.nowMs() - startMs) / 1_000;
print(`apply of ${directoryCount} resource directories in one file`);
print(`complete: ${outcome.isComplete}; ${count} requests, at most ${most} at once; ${waitedS} s waited for pacing`);
for (const event of fifty.events.filter(({ type }) => type === "finished").slice(-3)) {
  if (event.type === "finished") print(`  … ${event.result} ${event.change.address} in ${event.change.tenantId}`);
}
