// npm run bench [-- --json] [-- --rounds N]
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { compareCachedGetToken, type Comparison } from "./cached-get-token.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "7" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("--rounds wants a whole number above 0");
  process.exit(64);
}

function render(comparison: Comparison): string {
  const lines = comparison.rows.map((row) =>
    [
      row.name.padEnd(27),
      `${row.median.toLocaleString("en-US")}/s`.padStart(13),
      `±${Math.round(row.spread * 50)} %`.padStart(7),
      row.assertionsAskedPerCall.toFixed(1).padStart(12),
      String(row.requestsWhileCached).padStart(10),
    ].join(""),
  );
  return [
    `${comparison.name}, one call after the other, median of ${comparison.rounds} rounds`,
    `${"".padEnd(27)}${"calls".padStart(13)}${"spread".padStart(7)}${"assertions/".padStart(12)}${"requests".padStart(10)}`,
    `${"".padEnd(47)}${"call".padStart(12)}`,
    ...lines,
    `ours is ${comparison.timesFasterThanComposition.toFixed(0)} times as fast as the composition`,
    `a bare Map is ${comparison.timesSlowerThanMap.toFixed(1)} times as fast as ours`,
  ].join("\n");
}

const machine = { node: process.version, cpu: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length };
const comparisons = [await compareCachedGetToken({ rounds, turnMs: 250 })];
if (values.json) console.log(JSON.stringify({ schemaVersion: 1, machine, comparisons }, undefined, 2));
else console.log([...comparisons.map(render), `Node ${machine.node}, ${machine.cores} × ${machine.cpu}`].join("\n\n"));
