// `npm run conform`: the packed products against real, unmodified clients.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Cell } from "./conform.ts";
import { cellsOf, conform } from "./conform.ts";
import { redact } from "./redact.ts";
import type { Result } from "./report.ts";
import { failures, lastLine, nothingSeen, table, totalsOf } from "./report.ts";
import { readUnavailable } from "./unavailable.ts";

const usage = `npm run conform -- [--only <text>] [--json]

  npm run conform -- --only msal-node                      one client's scenarios
  npm run conform -- --only "azure-identity-4.14 refused"  some of them
  --json   the results as one JSON document on standard output; the rest on standard error
`;

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => controller.abort(new Error(`interrupted by ${name}`)));
  return controller.signal;
}

/** A cell that nobody ran is a failure, not a silence. */
function complete(cells: readonly Cell[], results: readonly Result[]): readonly Result[] {
  const missing = cells.filter(
    ({ client, scenario }) => !results.some((one) => one.client === client.id && one.scenario === scenario.id),
  );
  return [
    ...results,
    ...missing.map(({ client, scenario }): Result => {
      return {
        client: client.id,
        version: "-",
        scenario: scenario.id,
        outcome: "failed",
        reason: "nobody ran it",
        seen: nothingSeen,
      };
    }),
  ];
}

function print(results: readonly Result[], json: boolean): void {
  const totals = totalsOf(results);
  const say = json ? console.error : console.log;
  if (json) console.log(JSON.stringify({ schemaVersion: 1, ...totals, results }, undefined, 2));
  else say(`\n${table(results)}\n`);
  const text = failures(results);
  if (text !== "") say(`${text}\n`);
  say(lastLine(totals));
}

async function run(cells: readonly Cell[], signal: AbortSignal): Promise<readonly Result[]> {
  const startedMs = Date.now();
  const progress = (line: string): void =>
    console.error(`${((Date.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  // npm follows links when it looks for a workspace above; the real path is the one that it reports.
  const scratch = await realpath(await mkdtemp(join(tmpdir(), "tegata-conform-")));
  // What is started here keeps its own temporary files there too, so that nothing is left of one that is cut off.
  for (const name of ["TMPDIR", "TMP", "TEMP"]) process.env[name] = scratch;
  try {
    const unavailable = await readUnavailable();
    return complete(cells, await conform({ cells, unavailable, scratch, signal, progress }));
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  const cells = cellsOf(values.only);
  if (values.help || cells.length === 0) {
    console.error(values.help ? usage : `no client and scenario is called ${values.only}\n\n${usage}`);
    return values.help ? 0 : 64;
  }
  const signal = abortOnSignals();
  try {
    const results = await run(cells, signal);
    print(results, values.json ?? false);
    return totalsOf(results).failed === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted) {
      console.error((signal.reason as Error).message);
      return 130;
    }
    console.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    console.error(lastLine({ passed: 0, failed: cells.length, skipped: 0 }));
    return 1;
  }
}

process.exitCode = await main();
