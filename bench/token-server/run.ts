// node --conditions=@tegata/source bench/token-server/run.ts [--json] [--rounds N]; exit 1 below a goal
import { parseArgs } from "node:util";
import { compareTokenServers } from "./compare.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "7" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("--rounds wants a whole number above 0");
  process.exit(64);
}
const comparisons = await compareTokenServers({ rounds, turnMs: 1_500 });
const missed = comparisons.flatMap(({ goals }) => goals).filter(({ ratio, atLeast }) => !(ratio >= atLeast));
if (values.json) console.log(JSON.stringify({ schemaVersion: 1, comparisons }, undefined, 2));
else {
  for (const { name, pinned, rows, goals } of comparisons) {
    console.log(`${name}${pinned ? "" : " (not pinned to cores)"}`);
    for (const row of rows)
      console.log(
        `  ${row.name.padEnd(24)}${row.median.toFixed(0).padStart(7)}/s   ${row.samples.map((sample) => sample.toFixed(0)).join(" ")}`,
      );
    for (const goal of goals)
      console.log(
        `  ${goal.ratio >= goal.atLeast ? "ok  " : "MISS"} ${goal.ratio.toFixed(2)} × ${goal.name}, wanted ${goal.atLeast}`,
      );
  }
}
process.exitCode = missed.length > 0 ? 1 : 0;
