// node --conditions=@tegata/source bench/token-server/run.ts [--json] [--rounds N]; exit 1 below a goal
import { parseArgs } from "node:util";
import { report, roundsOf } from "../report.ts";
import { compareTokenServers } from "./compare.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "15" } },
});
report(await compareTokenServers({ rounds: roundsOf(values.rounds), turnMs: 700 }), values.json);
