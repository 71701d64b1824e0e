// What others wrote (an answer's text, another library's error) before it may stand in an error of ours.
import { redact } from "@tegata/core";

const longestText = 1_000;

/**
 * The text without the given secrets, without anything shaped like one, without what would move a terminal's cursor or
 * turn the direction of reading, on one line and not too long.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  for (const secret of secrets.filter((value) => value !== "")) {
    clean = clean.replaceAll(secret, "[redacted]").replaceAll(encodeURIComponent(secret), "[redacted]");
  }
  return redact(clean).replace(/\s+/g, " ").trim().slice(0, longestText);
}

/** The system's code of an error or of what caused it: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
export function systemCode(error: unknown): string | undefined {
  for (const link of causesOf(error)) {
    const code: unknown = (link as { readonly code?: unknown }).code;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  }
  return undefined;
}

/**
 * An error to be shown in place of a foreign one: its messages only. A foreign error may carry the whole request in a
 * property, and `util.inspect` would print it.
 */
export function safeCause(error: unknown, secrets: readonly string[]): Error {
  const messages = causesOf(error).map((link) => link.message);
  const code = systemCode(error);
  const text = messages.filter((message) => message !== "").join(": ") || "no reason was given";
  return new Error(scrub(code === undefined || text.includes(code) ? text : `${text} (${code})`, secrets));
}

function causesOf(error: unknown): Error[] {
  const links: Error[] = [];
  for (let link = error; link instanceof Error && links.length < 5; link = link.cause) links.push(link);
  return links;
}
