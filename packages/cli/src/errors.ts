import { TegataError } from "@tegata/core";

/** What can go wrong in the command line itself; everything else comes from the packages under it. */
export type CliErrorCode =
  | "cli.usage"
  | "cli.interrupted"
  | "cli.configuration-missing"
  | "cli.file-exists"
  | "cli.file-unwritable"
  | "cli.emulator-missing"
  | "cli.emulator-not-running"
  | "cli.program-not-found"
  | "cli.host-unknown"
  | "demo.failed";

export class CliError extends TegataError<CliErrorCode> {
  override readonly name = "CliError";
}

/** Somebody pressed Ctrl-C. */
export function interrupted(): CliError {
  return new CliError("cli.interrupted", "interrupted", { fix: "Run the command again; a second run does no harm." });
}
