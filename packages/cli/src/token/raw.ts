// A token as it is: asked for by name, to a terminal, with a warning. Whoever has it is the workload until it expires.
import type { Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { CommandResult } from "../output/result.ts";
import type { HopOutcome } from "../workload/hops.ts";

/** Which token was asked for. */
export type RawChoice = "hop1" | "access";

/**
 * Which token is to be printed, if any.
 *
 * @throws CliError `cli.usage` when it would go elsewhere than to a terminal
 */
export function rawChoiceOf(invocation: Invocation): RawChoice | undefined {
  const choice = text(invocation, "raw") as RawChoice | undefined;
  if (choice === undefined) return undefined;
  if (invocation.json)
    throw new CliError("cli.usage", "--raw and --json exclude each other: JSON never holds a token", {
      fix: "Leave one of them out.",
    });
  const isTerminal = invocation.terminal.isInteractive === true;
  if (isTerminal || invocation.options["allowTokenInOutput"] === true) return choice;
  throw new CliError("cli.usage", "a token is printed to a terminal only, not to a file, a pipe or a build log", {
    fix: "Run it in a terminal; or add --allow-token-in-output where nobody else can read the output.",
  });
}

/** The token, with the warning beside it; nothing when the hop did not give one. */
export function rawResult(choice: RawChoice, outcome: HopOutcome): CommandResult | undefined {
  const token = choice === "hop1" ? outcome.assertion : outcome.accessToken;
  if (token === undefined) return undefined;
  const message =
    choice === "hop1"
      ? "this is the workload's identity: whoever has it can exchange it until it expires"
      : "whoever has this token can use the resource until it expires";
  return {
    exitCode: exitCode.done,
    data: null,
    text: "",
    raw: token,
    diagnostics: [
      {
        level: "warning",
        code: "token.shown",
        message,
        fix: "Paste it nowhere; clear the screen and the scroll buffer.",
      },
    ],
  };
}
