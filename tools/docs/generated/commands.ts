// docs/reference/commands.md: every command of `tegata`, from the registry that help is made from.
import type { Command, CommandOption } from "../../../packages/cli/src/command.ts";
import { loadCommands } from "../../../packages/cli/src/commands/registry.ts";
import { exitCode } from "../../../packages/cli/src/output/exit-codes.ts";
import { cell } from "../cell.ts";
import { doNotEdit, type Page } from "../page.ts";

const exitMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  done: "done; or no difference",
  failed: "failed",
  planHasChanges: "the plan has changes (with `--detailed-exitcode`)",
  waitingForOtherAdministrator: "waiting for the other administrator",
  faultFound: "`verify`, `doctor` or `token` found a fault, or `verify` could not prove what it was asked to",
  usage: "wrong usage or configuration",
  interrupted: "interrupted",
};

function optionRow({ flags, description, choices, defaultValue }: CommandOption): string {
  const values = choices ? ` One of ${choices.map((choice) => `\`${choice}\``).join(", ")}.` : "";
  const otherwise = defaultValue === undefined ? "" : ` \`${defaultValue}\` when left out.`;
  return `| \`${flags.replaceAll("|", "\\|")}\` | ${cell(description)}.${values}${otherwise} |`;
}

function section({ name, summary, examples, options = [], takesProgram }: Command): string {
  const usage = `tegata ${name}${options.length > 0 ? " [options]" : ""}${takesProgram ? " -- <program> [arguments]" : ""}`;
  const table = options.length > 0 ? ["| option | |\n|---|---|\n".concat(options.map(optionRow).join("\n"))] : [];
  const shown = `\`\`\`text\n${examples.join("\n")}\n\`\`\``;
  return [`## ${name}`, `${summary[0]?.toUpperCase()}${summary.slice(1)}.`, `\`${usage}\``, shown, ...table].join(
    "\n\n",
  );
}

/** The page of all commands. */
export async function commandPages(): Promise<Page[]> {
  const commands = await loadCommands();
  const codes = Object.entries(exitCode).map(
    ([key, code]) => `| ${code} | ${exitMeanings[key as keyof typeof exitCode]} |`,
  );
  const text = [
    "# Commands",
    doNotEdit("packages/cli/src/commands"),
    "Every command also takes `--help`, `--json` (one JSON document on standard output; progress goes to standard error) and `--no-input` (never ask; implied without a terminal and with `CI`). `NO_COLOR` turns colours off.",
    `## Exit codes\n\n| code | means |\n|---|---|\n${codes.join("\n")}`,
    ...commands.map(section),
  ];
  return [{ path: "docs/reference/commands.md", text: `${text.join("\n\n")}\n` }];
}
