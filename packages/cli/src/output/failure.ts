import { redact, TegataError } from "@tegata/core";
import { CliError, interrupted } from "../errors.ts";
import type { ExitCode } from "./exit-codes.ts";
import { exitCode } from "./exit-codes.ts";
import type { CommandResult, Diagnostic } from "./result.ts";

/** Errors that say: you asked for something that cannot be, rather than: something went wrong. */
const usageCodes = new Set([
  "configuration.invalid",
  "plan.unreadable",
  "adoption.unknown",
  "export.impossible",
  "cli.usage",
  "cli.configuration-missing",
  "cli.file-exists",
]);

/** The engine's own word for Ctrl-C is `cancelled`: it says how to go on. */
const interruptedCodes = new Set(["cli.interrupted", "cancelled"]);

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof TegataError && interruptedCodes.has(error.code)) return exitCode.interrupted;
  if (error instanceof TegataError && usageCodes.has(error.code)) return exitCode.usage;
  return exitCode.failed;
}

function idsOf(error: TegataError): string {
  const { correlationId, traceId, requestId } = error.ids;
  const ids = [
    correlationId && `correlation id ${correlationId}`,
    traceId && `trace id ${traceId}`,
    requestId && `request id ${requestId}`,
  ];
  const known = ids.filter((id) => id !== undefined && id !== "");
  return known.length > 0 ? ` (${known.join(", ")})` : "";
}

const refusals = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"]);

/** A file that may not be touched is no fault of ours, wherever it was met. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TegataError || !("path" in error) || !("code" in error))
    return error;
  const { code, path } = error;
  if (typeof code !== "string" || typeof path !== "string" || !refusals.has(code)) return error;
  return new CliError("cli.file-refused", `the system refuses ${path} (${code})`, {
    fix: "Check who owns it, its rights, and the room that is left on its disk.",
    cause: error,
  });
}

/** An error as a result: one line what happened, one line what to do. What is not ours is shown redacted, with its stack on request. */
export function failureOf(thrown: unknown): CommandResult {
  // What Node's own functions raise when the signal of Ctrl-C reaches them.
  const error = thrown instanceof Error && thrown.name === "AbortError" ? interrupted() : asRefusal(thrown);
  const known = error instanceof TegataError;
  const code = known ? error.code : "unexpected";
  const message = known
    ? `${error.message}${idsOf(error)}`
    : redact(error instanceof Error ? error.message : String(error));
  const fix = known ? error.fix : "This is a fault of Tegata's. Please report it with the command and this message.";
  const diagnostic: Diagnostic = { level: "error", code, message, fix };
  return { exitCode: exitCodeOf(error), data: null, text: "", diagnostics: [diagnostic] };
}
