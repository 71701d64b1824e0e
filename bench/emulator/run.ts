// node --conditions=@tegata/source bench/emulator/run.ts [--rounds N] [--only emulator-start,gateway] [--json]
// [--script <a packed command>]; exit 1 below a goal
import { parseArgs } from "node:util";
import { report, roundsOf } from "../report.ts";
import type { EmulatorGroup } from "./measure.ts";
import { emulatorGroups, measureEmulator } from "./measure.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    only: { type: "string", default: Object.keys(emulatorGroups).join(",") },
    script: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const groups = values.only.split(",").filter((name): name is EmulatorGroup => Object.hasOwn(emulatorGroups, name));
if (groups.length !== values.only.split(",").length) {
  console.error(`--only wants some of ${Object.keys(emulatorGroups).join(",")}`);
  process.exit(64);
}
report(await measureEmulator({ rounds: roundsOf(values.rounds), groups, script: values.script }), values.json);
