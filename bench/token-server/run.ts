// node --conditions=@tegata/source bench/token-server/run.ts [--json] [--rounds N]; exit 1 below a goal
import { parseArgs } from "node:util";
import { compareTokenServers } from "./compare.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "15" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("--rounds wants a whole number above 0");
  process.exit(64);
}
const comparisons = await compareTokenServers({ rounds, turnMs: 700 });
const missed = comparisons.flatMap(({ goals }) => goals).filter(({ ratio, atLeast }) => !(ratio >= atLeast));
if (values.json) console.log(JSON.stringify({ schemaVersion: 1, comparisons }, undefined, 2));
else {
  for (const { name, pinned, rows, goals } of comparisons) {
    console.log(`${name}${pinned ? "" : " (not pinned to cores)"}`);
    for (const { name, median, processorMicroseconds, samples } of rows) {
      const processor =
        processorMicroseconds === undefined ? "" : `${processorMicroseconds.toFixed(0)} us of processor`;
      const rates = samples.map((sample) => sample.toFixed(0)).join(" ");
      console.log(`  ${name.padEnd(24)}${median.toFixed(0).padStart(7)}/s  ${processor.padStart(20)}   ${rates}`);
    }
    for (const goal of goals)
      console.log(
        `  ${goal.ratio >= goal.atLeast ? "ok  " : "MISS"} ${goal.ratio.toFixed(2)} × ${goal.name}, wanted ${goal.atLeast}`,
      );
  }
}
process.exitCode = missed.length > 0 ? 1 : 0;
