// The same random days with our credential and with what users glue together today.
//   node -C @tegata/source bench/simulated-day/compare.ts [--days N] [--seed N] [--write]
// Exits with 1 when ours breaks one of its promises on any day. --write puts the table into the guide.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { Report } from "./day.ts";

const run = promisify(execFile);
const oneDay = fileURLToPath(new URL("one-day.ts", import.meta.url));
const guide = new URL("../../docs/guide/credential-performance.md", import.meta.url);
const markers = ["<!-- simulated days -->", "<!-- end of simulated days -->"] as const;

const { values } = parseArgs({
  options: {
    days: { type: "string", default: "20" },
    seed: { type: "string", default: "20261122" },
    write: { type: "boolean", default: false },
  },
});

async function report(client: string, day: number): Promise<Report> {
  const given = ["-C", "@tegata/source", oneDay, client, values.seed, values.days, String(day)];
  const { stdout } = await run(process.execPath, given, { maxBuffer: 1e8 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Report;
}

async function allDays(client: string): Promise<Report[]> {
  const days = [...Array(Number(values.days)).keys()];
  const reports: Report[] = [];
  const worker = async (): Promise<void> => {
    for (let day = days.shift(); day !== undefined; day = days.shift()) {
      reports[day] = await report(client, day);
      console.error(`${client}, day ${day}: ${JSON.stringify(reports[day])}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return reports;
}

const rows: readonly (readonly [string, keyof Report, "sum" | "most"])[] = [
  ["calls of `getToken`", "calls", "sum"],
  ["gave an expired token", "expired", "sum"],
  ["failed while a valid token was held", "failedWithValid", "sum"],
  ["waited while a valid token was held", "waitedWithValid", "sum"],
  ["failed in all", "failed", "sum"],
  ["never came back", "unanswered", "sum"],
  ["identity requests", "identityRequests", "sum"],
  ["most identity requests at once (limit 5)", "mostIdentityAtOnce", "most"],
  ["most identity requests in a second (limit 20)", "mostIdentityInASecond", "most"],
  ["token requests", "tokenRequests", "sum"],
  ["most token requests for one resource in a minute", "mostTokenInAMinute", "most"],
  ["token requests during a `Retry-After`", "requestsDuringPause", "sum"],
];

function total(reports: readonly Report[], key: keyof Report, how: "sum" | "most"): number {
  const figures = reports.map((one) => one[key]);
  return how === "sum" ? figures.reduce((sum, figure) => sum + figure, 0) : Math.max(...figures);
}

const ours = await allDays("tegata");
const theirs = await allDays("composition");
const table = [
  `| ${values.days} random days (seed ${values.seed}) | \`@tegata/credential\` | \`@azure/identity\` 4.14.1, composed |`,
  "| --- | ---: | ---: |",
  ...rows.map(([label, key, how]) => {
    const [left, right] = [ours, theirs].map((reports) => total(reports, key, how).toLocaleString("en-US"));
    return `| ${label} | ${left} | ${right} |`;
  }),
].join("\n");
console.log(table);
if (values.write) {
  const text = readFileSync(guide, "utf8");
  const [before = ""] = text.split(markers[0]);
  const after = text.split(markers[1])[1] ?? "";
  writeFileSync(guide, `${before}${markers[0]}\n\n${table}\n\n${markers[1]}${after}`);
}
const broken = rows
  .slice(1, 4)
  .concat(rows.slice(5, 6), rows.slice(11))
  .filter(([, key, how]) => total(ours, key, how) > 0);
for (const [label] of broken) console.error(`broken: ${label}`);
if (
  broken.length > 0 ||
  total(ours, "mostIdentityAtOnce", "most") > 5 ||
  total(ours, "mostIdentityInASecond", "most") > 20
) {
  process.exitCode = 1;
}
