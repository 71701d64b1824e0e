import { redact } from "@tegata/core";
import type { Context } from "./context.ts";

/**
 * Writes down that the emulator itself failed while it served a request, where tests and people look: in the journal,
 * not on the console. Returns the correlation id for the service's own 500.
 */
export function journalFailure(context: Context, service: string, error: unknown): string {
  const correlationId = context.world.uuid();
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  context.journal.add({
    kind: "refusal",
    service,
    directory: null,
    code: "InternalError",
    message: redact(message),
    correlationId,
    verdicts: [],
  });
  return correlationId;
}
