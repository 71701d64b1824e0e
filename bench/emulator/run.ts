// node --conditions=@tegata/source bench/emulator/run.ts [--rounds N] [--only start,gateway] [--json]; exit 1 below a goal
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Result } from "../credential/result.ts";
import { goalText, isMet } from "../credential/result.ts";
import { gateway } from "./gateway.ts";
import { prepare } from "./prepare.ts";
import { makePublished } from "./published.ts";
import { emulatorStartUp } from "./start-up.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    only: { type: "string", default: "start,gateway" },
    // A command that was packed before; it saves half a minute.
    script: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const groups = { start: emulatorStartUp, gateway } as const;
const chosen = values.only.split(",");
if (!Number.isInteger(rounds) || rounds < 1 || chosen.some((name) => !Object.hasOwn(groups, name))) {
  console.error(`--rounds wants a whole number above 0, --only some of ${Object.keys(groups).join(",")}`);
  process.exit(64);
}
const scratch = mkdtempSync(join(tmpdir(), "tegata-bench-"));
const results: Result[] = [];
try {
  const prepared = await prepare(values.script ?? (await makePublished(scratch)), scratch);
  for (const name of chosen) results.push(...(await groups[name as keyof typeof groups](prepared, rounds)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify({ schemaVersion: 1, results }, undefined, 2));
else
  for (const result of results) {
    const { name, figure, unit, goal, samples } = result;
    console.log(`${isMet(result) ? "ok  " : "MISS"} ${name}: ${figure} ${unit}, wanted ${goalText(goal)}`);
    for (const [of, figures] of Object.entries(samples)) console.log(`       ${of}: ${figures.join(" ")}`);
  }
process.exitCode = results.every(isMet) ? 0 : 1;
