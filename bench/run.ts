// npm run bench [-- --rounds N] [-- --only held,cold,start,memory,exchanges,emulator-start,gateway] [-- --json]
// [-- --write]
// Prints every figure with its raw samples; exits with 1 when one is below its goal.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { coldTokens } from "./credential/cold.ts";
import { heldTokens } from "./credential/held-tokens.ts";
import { memory } from "./credential/memory.ts";
import { goalText, isMet, type Result } from "./credential/result.ts";
import { startUp } from "./credential/start-up.ts";
import { measureEmulator } from "./emulator/measure.ts";
import { compareTokenServers } from "./token-server/compare.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const ofCredential = ["memory", "start", "cold", "held"];
const groups: Readonly<Record<string, () => Promise<Result[]>>> = {
  held: () => heldTokens({ rounds, turnMs: 250 }),
  cold: () => coldTokens(rounds * 5),
  start: () => startUp(rounds),
  memory,
  exchanges: () => compareTokenServers({ rounds: rounds * 2, turnMs: 700 }),
  "emulator-start": () => measureEmulator({ rounds, groups: ["emulator-start"] }),
  gateway: () => measureEmulator({ rounds, groups: ["gateway"] }),
};
const chosen = values.only?.split(",") ?? (values.write ? ofCredential : Object.keys(groups));
if (!Number.isInteger(rounds) || rounds < 1 || chosen.some((name) => !Object.hasOwn(groups, name))) {
  console.error(`--rounds wants a whole number above 0, --only some of ${Object.keys(groups).join(",")}`);
  process.exit(64);
}

if (values.write && chosen.some((name) => !ofCredential.includes(name))) {
  console.error(`--write is for the credential's figures: --only ${ofCredential.join(",")}`);
  process.exit(64);
}

const results: Result[] = [];
for (const name of chosen) results.push(...((await groups[name]?.()) ?? []));
const machine = { node: process.version, cpu: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length };
const table = [
  "| | measured | goal | |",
  "| --- | ---: | ---: | --- |",
  ...results.map((result) => {
    const { name, figure, unit, goal } = result;
    const measured = `${figure.toLocaleString("en-US")} ${unit}`.trim();
    return `| ${name} | ${measured} | ${goalText(goal)} | ${isMet(result) ? "met" : "**missed**"} |`;
  }),
  "",
  `Node ${machine.node}, ${machine.cores} × ${machine.cpu}; medians of ${rounds} rounds.`,
].join("\n");

if (values.json) console.log(JSON.stringify({ schemaVersion: 1, machine, results }, undefined, 2));
else {
  for (const { name, samples } of results) {
    for (const [of, figures] of Object.entries(samples)) console.log(`${name} | ${of}: ${figures.join(" ")}`);
  }
  console.log(`\n${table}`);
}
if (values.write) {
  const guide = new URL("../docs/guide/credential-performance.md", import.meta.url);
  const [start, end] = ["<!-- bench -->", "<!-- end of bench -->"];
  const text = readFileSync(guide, "utf8");
  writeFileSync(guide, `${text.split(start)[0]}${start}\n\n${table}\n\n${end}${text.split(end)[1] ?? ""}`);
}
const missed = results.filter((result) => !isMet(result));
for (const { name, figure, unit, goal } of missed)
  console.error(`missed: ${name}: ${figure} ${unit}, ${goalText(goal)}`);
process.exit(missed.length > 0 ? 1 : 0);
