import type { Clock, Fetch } from "@tegata/setup";
import type { Terminal } from "./output/terminal.ts";
import type { CommandResult } from "./output/result.ts";
import type { Credentials } from "./sign-in/operators.ts";

/** An option as commander spells it, with what it means. */
export interface CommandOption {
  /** `--ports <kept|free>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly defaultValue?: string;
}

/** Where a person types. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** What lies around a command. What is left out is the process's own. */
export interface World {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly platform: string;
  readonly input?: Input;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** Loads the ways to sign in. */
  readonly credentials?: () => Promise<Credentials>;
}

/** What a command is given: its options, its arguments, and the world. */
export interface Invocation extends World {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
  readonly json: boolean;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
}

/** A command is a value in the registry: one line there, one file here. */
export interface Command {
  /** Words: `emulator start`. */
  readonly name: string;
  readonly summary: string;
  /** Shown last in its help. */
  readonly examples: readonly string[];
  readonly options?: readonly CommandOption[];
  /** Takes a program and its arguments behind `--`. */
  readonly takesProgram?: true;
  /** Takes any number of words. */
  readonly takesWords?: { readonly name: string; readonly description: string };
  readonly run: (invocation: Invocation) => Promise<CommandResult>;
}

/** A string option's value. */
export function text(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name];
  return typeof value === "string" ? value : undefined;
}
