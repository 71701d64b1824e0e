import { expect } from "vitest";
import type { Emulator } from "../src/index.ts";
import type { Answer } from "./wire.ts";
import { correlationId } from "./wire.ts";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly message: string;
  /** Entra sends it for some codes only. */
  readonly hasErrorUri?: boolean;
  readonly timestamp?: string;
  /** When the client sent none, the answer makes its own. */
  readonly ownCorrelationId?: boolean;
}

/** Compares a whole refusal of the token service: status, headers and body. Only the trace id is taken as it comes. */
export function expectRefusal(answer: Answer, refusal: Refusal): void {
  const { timestamp = "2026-01-02 03:04:05Z" } = refusal;
  const sent = answer.body as Record<string, string>;
  const trace = sent["trace_id"] ?? "";
  const correlation = refusal.ownCorrelationId ? (sent["correlation_id"] ?? "") : correlationId;
  expect(trace).toMatch(guid);
  expect(correlation).toMatch(guid);
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: refusal.status,
    body: {
      error: refusal.error,
      error_description: `AADSTS${refusal.code}: ${refusal.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [refusal.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      ...(refusal.hasErrorUri ? { error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}` } : {}),
    },
  });
  expect(Object.keys(sent).slice(0, 6)).toEqual([
    "error",
    "error_description",
    "error_codes",
    "timestamp",
    "trace_id",
    "correlation_id",
  ]);
  expect(headersOf(answer)).toEqual({
    "cache-control": "no-store, no-cache",
    "content-type": "application/json; charset=utf-8",
    pragma: "no-cache",
    "x-ms-request-id": trace,
    ...(refusal.ownCorrelationId ? {} : { "client-request-id": correlation }),
  });
}

const madeByTheServer = new Set(["connection", "date", "content-length", "transfer-encoding"]);

/** The headers that a service chose; what the HTTP server adds is left out. */
export function headersOf(answer: Answer): Record<string, string> {
  return Object.fromEntries([...answer.headers].filter(([name]) => !madeByTheServer.has(name)));
}

/** The check that decided the latest refusal, by the journal. Undefined when none of the named checks did. */
export function refusingCheck(emulator: Emulator): string | undefined {
  const refusal = emulator.context.journal.since().findLast((entry) => entry.kind === "refusal");
  return refusal?.kind === "refusal" ? refusal.verdicts.find(({ outcome }) => outcome === "failed")?.id : undefined;
}

/** The check that a title names in its parentheses. */
export function checkNamedIn(title: string): string | undefined {
  return /\(([a-z]+\.[a-z-]+)/.exec(title)?.[1];
}
