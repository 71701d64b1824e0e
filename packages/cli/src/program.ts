import { readFileSync } from "node:fs";
import { Command as Commander, CommanderError, Option } from "commander";
import type { Command } from "./command.ts";
import { commands } from "./commands/registry.ts";

/** A command that was recognised, with what was given to it. */
export interface Request {
  readonly command: Command;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

export type Parsed = { readonly request: Request } | { readonly exitCode: 0 | 64; readonly json: boolean };

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

function define(parent: Commander, command: Command, chosen: (request: Request) => void): Commander {
  const word = command.name.split(" ").at(-1) as string;
  const defined = parent.command(word).summary(command.summary);
  defined.description(command.summary);
  defined.addHelpText("before", `Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}\n`);
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
  defined.action(() => chosen({ command, options: defined.opts(), operands: defined.args }));
  return defined;
}

/** Reads the command line. Help and version print and end; wrong usage says what is wrong and ends with 64. */
export async function parse(words: readonly string[], output: Output): Promise<Parsed> {
  let request: Request | undefined;
  const root = configure(new Commander("tegata"), output).version(version()).enablePositionalOptions();
  root.description(
    "An app in one Microsoft Entra directory uses resources in another, with no secret.\n\nStart with: tegata demo",
  );
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    const [group, sub] = command.name.split(" ");
    let parent = root;
    if (sub !== undefined && group !== undefined) {
      parent =
        groups.get(group) ??
        configure(root.command(group), output)
          .summary(`the ${group}: two directories on this machine`)
          .enablePositionalOptions();
      groups.set(group, parent);
    }
    configure(
      define(parent, command, (chosen) => (request = chosen)),
      output,
    );
  }
  try {
    await root.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 64, json: words.includes("--json") };
  }
  return request ? { request } : { exitCode: 64, json: words.includes("--json") };
}
