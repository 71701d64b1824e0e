import { readFileSync } from "node:fs";
import type { HelpConfiguration } from "commander";
import { Command as Commander, CommanderError, Help, Option } from "commander";
import type { Command } from "./command.ts";
import type { CommandGroup } from "./commands/registry.ts";
import { loadCommands, loadGroups } from "./commands/registry.ts";

/** A command that was recognised, with what was given to it. */
export interface Request {
  readonly command: Command;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

/** Help and version have been printed with exit code 0; wrong usage has been told on standard error. */
export type Parsed =
  | { readonly request: Request }
  | { readonly exitCode: 0 | 64; readonly json: boolean; readonly message: string };

interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

function version(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function configure(commander: Commander, output: Output): Commander {
  return commander
    .exitOverride()
    .showHelpAfterError("(--help shows how)")
    .configureOutput({ writeOut: output.out, writeErr: output.err });
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** Under which heading help lists a command, or the commands below one. */
function headingOf(path: string, groups: readonly CommandGroup[]): string {
  const group = groups.find(({ commands: all }) => all.some(({ name }) => `${name} `.startsWith(`${path} `)));
  return `${group?.heading ?? "Commands"}:`;
}

/** What the command line is read with. */
interface Reading {
  readonly groups: readonly CommandGroup[];
  readonly chosen: (request: Request) => void;
}

function define(parent: Commander, command: Command, { groups, chosen }: Reading): Commander {
  const word = command.name.split(" ").at(-1) as string;
  const defined = parent.command(word).summary(command.summary).helpGroup(headingOf(command.name, groups));
  defined.description(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`);
  defined.addHelpText("after", examples(command.examples));
  for (const { flags, description, choices, defaultValue } of command.options ?? []) {
    const option = new Option(flags, description);
    if (choices) option.choices([...choices]);
    if (defaultValue !== undefined) option.default(defaultValue);
    defined.addOption(option);
  }
  defined
    .option("--json", "print one JSON document on standard output")
    .option("--no-input", "never ask; implied without a terminal and with CI");
  if (command.takesProgram)
    defined.argument("[program...]", "the program and its arguments, behind --").passThroughOptions();
  if (command.takesWords) defined.argument(`[${command.takesWords.name}...]`, command.takesWords.description);
  defined.action(() => chosen({ command, options: defined.opts(), operands: defined.args }));
  return defined;
}

const groupDescriptions: Readonly<Record<string, string>> = {
  emulator: "the emulator: two directories on this machine",
  "emulator directory": "directories of the emulator that runs",
  "emulator host": "hosts of the emulator that runs, which programs can run on",
  "emulator issuer": "issuers whose keys the emulator that runs has itself",
  "emulator fault": "faults of the emulator that runs: it fails as the cloud does",
  "emulator clock": "the clock of the emulator that runs",
  "emulator snapshot": "state and blobs of an emulator that does not run, in a folder to keep or to share",
  "emulator keys": "signing keys of the emulator's directories",
  "emulator issue": "tokens of workloads outside of Azure, from the emulator's own issuers",
};

/** The parent of a command of several words, made at its first command. Its help shows how each of them is used. */
function groupOf(parent: Commander, path: string, groups: readonly CommandGroup[]): Commander {
  const word = path.split(" ").at(-1) ?? "";
  const known = parent.commands.find((candidate) => candidate.name() === word);
  if (known) return known;
  const inGroup = groups.flatMap(({ commands }) => commands.filter(({ name }) => name.startsWith(`${path} `)));
  return parent
    .command(word)
    .helpGroup(headingOf(path, groups))
    .description(groupDescriptions[path] ?? path)
    .addHelpText("after", examples(inGroup.flatMap((command) => command.examples.slice(0, 1))))
    .enablePositionalOptions();
}

function leaves(commander: Commander): Commander[] {
  return commander.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));
}

function fullName(leaf: Commander): string {
  return leaf.parent?.parent ? `${fullName(leaf.parent)} ${leaf.name()}` : leaf.name();
}

/** Help lists commands by their full names, those of groups too: one look shows everything there is. */
const listing: HelpConfiguration = {
  subcommandTerm: (leaf) => fullName(leaf),
  formatHelp: (commander, helper) => {
    // Only here: what commander suggests for a misspelt word must be a word that fits there.
    helper.visibleCommands = leaves;
    return Help.prototype.formatHelp.call(helper, commander, helper);
  },
};

function build(output: Output, reading: Reading): Commander {
  const root = configure(new Commander("tegata"), output)
    .configureHelp(listing)
    .version(version(), "-V, --version", "print the version")
    .description("An app in one Microsoft Entra directory uses resources in another, with no secret.")
    .addHelpText("after", examples(["tegata demo", "tegata plan", "tegata emulator start"]))
    .addHelpText("after", "\ntegata <command> --help shows how a command is used.")
    .enablePositionalOptions();
  for (const command of reading.groups.flatMap(({ commands }) => commands)) {
    const words = command.name.split(" ").slice(0, -1);
    const parent = words.reduce(
      (outer, _, at) => configure(groupOf(outer, words.slice(0, at + 1).join(" "), reading.groups), output),
      root,
    );
    configure(define(parent, command, reading), output);
  }
  return root;
}

/** Commands that have a word in their name: `start` is `emulator start`. */
async function commandsWith(word: string): Promise<string[]> {
  const commands = await loadCommands();
  return commands.map(({ name }) => name).filter((name) => name.split(" ").includes(word));
}

/** What was wrong, and for a word that is only a part of commands' names, those commands. */
async function told({ code, message }: CommanderError, output: Output): Promise<string> {
  const plain = message.replace(/^error: /, "");
  const word = code === "commander.unknownCommand" ? /unknown command '(\S+)'$/.exec(plain)?.[1] : undefined;
  const meant = word === undefined ? [] : await commandsWith(word);
  if (meant.length === 0) return plain;
  const hint = `(Did you mean ${meant.length > 1 ? "one of " : ""}${meant.join(", ")}?)`;
  output.err(`${hint}\n`);
  return `${plain}\n${hint}`;
}

/** Reads the command line. Help and version print and end; wrong usage says what is wrong and ends with 64. */
export async function parse(words: readonly string[], output: Output): Promise<Parsed> {
  let request: Request | undefined;
  const json = words.includes("--json");
  const groups = await loadGroups(words);
  try {
    await build(output, { groups, chosen: (one) => (request = one) }).parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message = error.code === "commander.help" ? "no command is given" : await told(error, output);
    return { exitCode: error.exitCode === 0 ? 0 : 64, json, message };
  }
  return request ? { request } : { exitCode: 64, json, message: "no command is given" };
}
