// Runs one day of the list with one client and prints its report as a line of JSON.
import * as fc from "fast-check";
import { runDay } from "./day.ts";
import { schedules } from "./schedule.ts";

const [client = "", seed = "", days = "", index = ""] = process.argv.slice(2);
const schedule = fc.sample(schedules, { seed: Number(seed), numRuns: Number(days) })[Number(index)];
if (schedule === undefined) throw new Error(`there is no day ${index}`);
const write = process.stdout.write.bind(process.stdout);
const build =
  client === "composition" ? (await import("./composition.ts")).composition : (await import("./tegata.ts")).tegata;
const report = await runDay(schedule, build);
write(`${JSON.stringify(report)}\n`, () => process.exit(0));
