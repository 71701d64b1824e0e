import type { TokenErrorResponse } from "../wire/token-endpoint.ts";
import { clientPhrases } from "../wire/phrases.ts";
import { TegataError } from "../errors.ts";
import { aadstsCatalogue } from "./catalogue.ts";
import type { AadstsRow } from "./row.ts";

/** The row of an AADSTS number. @throws TegataError `aadsts.unknown` */
export function aadstsRow(code: number): AadstsRow {
  const row = aadstsCatalogue.get(code);
  if (!row) {
    throw new TegataError("aadsts.unknown", `AADSTS${code} is not in the catalogue`, {
      fix: "Look the code up at https://login.microsoftonline.com/error.",
    });
  }
  return row;
}

/** A template with its values put in. A value that is not given stays visible as `{name}`. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}

/** When and under which ids a refusal was made. */
export interface RefusalContext {
  readonly nowMs: number;
  readonly traceId: string;
  readonly correlationId: string;
  /** Origin of the token service, for `error_uri`. */
  readonly authority: string;
}

/**
 * The body of a refusal. Trace id, correlation id and timestamp stand behind the message, separated by single spaces,
 * as in answers since 2024 (https://github.com/Azure/login/issues/461).
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response
 */
export function renderAadsts(
  row: AadstsRow,
  values: Readonly<Record<string, string>>,
  context: RefusalContext,
): TokenErrorResponse {
  const { traceId, correlationId } = context;
  const timestamp = `${new Date(context.nowMs).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const message = fillTemplate(row.template, values);
  return {
    error: row.error,
    error_description: `${clientPhrases.codeInText.text}${row.code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [row.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    ...(row.hasErrorUri ? { error_uri: `${context.authority}/error?code=${row.code}` } : {}),
    ...(row.suberror === undefined ? {} : { suberror: row.suberror }),
    ...(row.claimsTemplate === undefined ? {} : { claims: fillTemplate(row.claimsTemplate, values) }),
  };
}
