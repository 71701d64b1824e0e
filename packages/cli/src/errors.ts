import { TegataError } from "@tegata/core";

/** What can go wrong in the command line itself; everything else comes from the packages under it. */
export type CliErrorCode =
  /** The command line is wrong: an unknown option, a missing value, two options that exclude one another. */
  | "cli.usage"
  /** Ctrl-C or SIGTERM. A second run does no harm. */
  | "cli.interrupted"
  /** There is no tegata.yaml, or the file named cannot be read. */
  | "cli.configuration-missing"
  /** A file that would be written is there already; nothing is overwritten. */
  | "cli.file-exists"
  /** A file cannot be written: its folder is missing, read-only or full. */
  | "cli.file-unwritable"
  /** The system does not let this user read or write a file that the command needs, or has no room for it. */
  | "cli.file-refused"
  /** `@tegata/emulator` is not installed; production installs leave it out. */
  | "cli.emulator-missing"
  /** No emulator runs on that state folder. */
  | "cli.emulator-not-running"
  /** A program that changes a system's trust failed. */
  | "cli.trust-failed"
  /** The program behind `--` is not on the PATH, or cannot be run. */
  | "cli.program-not-found"
  /** The emulator has no host of that name. */
  | "cli.host-unknown"
  /** A step of the demo went otherwise than it should. */
  | "demo.failed";

export class CliError extends TegataError<CliErrorCode> {
  override readonly name = "CliError";
}

/** Somebody was asked, and did not agree. */
export function declined(): CliError {
  return new CliError("cli.interrupted", "not confirmed; nothing was changed", {
    fix: "Run the command again and confirm, or add --yes.",
  });
}

/** Somebody pressed Ctrl-C. */
export function interrupted(): CliError {
  return new CliError("cli.interrupted", "interrupted", { fix: "Run the command again; a second run does no harm." });
}
