// The documentation's page of wrong input, made from the rows that the test runs.
import { writeFileSync } from "node:fs";
import type { WrongInput } from "./row.ts";
import { valid } from "./row.ts";
import { groups } from "./rows.ts";
import { saysOf } from "./says.ts";

export const pageFile: URL = new URL("../../../../docs/reference/setup-errors.md", import.meta.url);

function quoted(text: string): string {
  return `\`${text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join(" ⏎ ")
    .replaceAll("\t", "⇥")}\``;
}

function inputOf({ words, edits = [], circumstance }: WrongInput): string[] {
  const written = edits.map(([from, to]) => (to.trim() === "" ? `without ${quoted(from)}` : `with ${quoted(to)}`));
  const command = `\`tegata ${(words ?? ["plan"]).map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ")}\``;
  return [command, ...written, ...(circumstance === undefined ? [] : [circumstance])];
}

function section(row: WrongInput): string[] {
  return [
    `### ${row.what.charAt(0).toUpperCase()}${row.what.slice(1)}`,
    "",
    `${inputOf(row).join(", ")}: exit ${row.exit}`,
    "",
    "```text",
    ...saysOf(row.what),
    "```",
    "",
  ];
}

/** The whole page. */
export function page(): string {
  return [
    "<!-- Made from packages/cli/test/wrong-input; do not edit. -->",
    "",
    "# What setup says to wrong input",
    "",
    "Every kind of wrong input, with all that the program says to it and what it ends with: 64 for a command or a",
    "configuration that cannot be, 1 for what a directory, a service or the network refused. None of them leaves anything",
    "half-written. Each is run through the whole command line by the tests; ids that differ from run to run are shown as",
    "`<id>`. The edits are to this file:",
    "",
    "```yaml",
    valid.trimEnd(),
    "```",
    "",
    ...groups.flatMap(({ title, rows }) => [`## ${title}`, "", ...rows.flatMap(section)]),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

const started = process.argv[1] ?? "";
if (started.endsWith("wrong-input/page.ts")) writeFileSync(pageFile, page());
