import type { ExitCode } from "./exit-codes.ts";

/** Something a reader should know besides the result: an error, a warning. Never a secret. */
export interface Diagnostic {
  readonly level: "error" | "warning" | "info";
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

/** What a command came to. `main` prints it, as text or in the JSON envelope. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly data: unknown;
  /** For people; nothing is printed when it is empty. */
  readonly text: string;
  readonly diagnostics?: readonly Diagnostic[];
  /** Printed instead of the envelope: for output whose form is documented on its own. */
  readonly raw?: string;
}

/** The one form of every `--json` output. */
export interface Envelope {
  readonly schemaVersion: 1;
  readonly command: string;
  readonly ok: boolean;
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

export function envelopeOf(
  command: string,
  result: Pick<CommandResult, "exitCode" | "data" | "diagnostics">,
): Envelope {
  const { data, diagnostics = [] } = result;
  return { schemaVersion: 1, command, ok: result.exitCode === 0, data, diagnostics };
}
