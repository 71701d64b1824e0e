// What another library's failure says, without the object itself, whose fields might hold a header.
import type { RequestIds } from "@tegata/core";
import { findAadsts, aadstsCatalogue, redact } from "@tegata/core";
import { SetupError } from "../errors.ts";

function messagesOf(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [String(cause)];
  const code = "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const own = `${cause.message.split("\n")[0]?.trim() ?? ""}${code}`;
  return cause.cause instanceof Error ? [own, ...messagesOf(cause.cause)] : [own];
}

/** The token service's own sentence, without the ids and the time around it. */
function sentenceOf(message: string): string {
  const own = /AADSTS\d+:.*?(?=\s*(?:Trace ID|Correlation ID|Timestamp)\b|$)/is.exec(message)?.[0];
  return own === undefined ? message : own.trim();
}

/** A foreign failure and what lies under it, in one line, redacted: `fetch failed: self-signed certificate (…)`. */
export function reasonOf(cause: unknown): string {
  const messages = messagesOf(cause).filter((message) => message !== "");
  const refused = messages.findIndex((message) => message.includes("AADSTS"));
  // What lies under the token service's own words only says them again. Redacted one by one: joined, the end of one and
  // the beginning of the next might look like a secret's name and its value.
  const told = refused < 0 ? messages : messages.slice(0, refused + 1);
  const text = told.map((message) => redact(sentenceOf(message))).join(": ");
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/** The system's code of a failure or of what lies under it: `ECONNRESET`. */
export function systemCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const own = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return own ?? systemCodeOf(cause.cause);
}

/** A foreign failure without the foreign object. */
export function quoted(cause: unknown): Error {
  return new Error(reasonOf(cause));
}

const distrust = /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|CERT_UNTRUSTED/;

/** Whether a request failed for good: the same certificate will be shown the next time. */
export function isDistrust(cause: unknown): boolean {
  return distrust.test(reasonOf(cause));
}

/** What to do about a request that got no answer. */
export function fixOfLostRequest(cause: unknown): string {
  return isDistrust(cause)
    ? "This process does not trust the endpoint's certificate. Name its authority's file in NODE_EXTRA_CA_CERTS."
    : "Check the network, and that the cloud's endpoints can be reached from here.";
}

/**
 * The error of a request that got no answer at all.
 *
 * @param request what was asked, without headers and body: `GET https://…`
 */
export function lostRequest(request: string, cause: unknown, ids: RequestIds = {}): SetupError {
  return new SetupError("network.failed", `${request} got no answer: ${reasonOf(cause)}`, {
    fix: fixOfLostRequest(cause),
    cause: quoted(cause),
    ids,
  });
}

/** The directory does not know the client. The catalogue's fixes are for a workload's application, not for an operator. */
const unknownClient: ReadonlySet<number> = new Set([700016, 7000229, 700011]);

/** What to do about a refused sign-in: the fix of the AADSTS code in the text, if it is a known one. */
export function fixOfSignIn(cause: unknown, otherwise: string): string {
  const [mention] = findAadsts(reasonOf(cause));
  if (mention === undefined || unknownClient.has(mention.code)) return otherwise;
  return aadstsCatalogue.get(mention.code)?.fixes[0] ?? otherwise;
}

/** The ids that the token service gave with its refusal. */
export function idsOfSignIn(cause: unknown): RequestIds {
  const [mention] = findAadsts(messagesOf(cause).join(" "));
  const { traceId, correlationId } = mention ?? {};
  return { ...(traceId ? { traceId } : {}), ...(correlationId ? { correlationId } : {}) };
}
