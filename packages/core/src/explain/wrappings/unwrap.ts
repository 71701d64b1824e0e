// What terminals, runners, serializers and browsers wrap around a message. Every pattern here is linear.

const escape = String.fromCodePoint(27);
const bell = String.fromCodePoint(7);
/** Colours and cursor movements; the escape character itself is lost in some logs, its rest is not. */
const ansi = new RegExp(
  [
    `${escape}\\[[0-9;?]{0,16}[A-Za-z]`,
    `${escape}\\][^${bell}${escape}]{0,400}(?:${bell}|${escape}\\\\)`,
    "\\uFFFD?\\[(?:\\d{1,3};){0,4}\\d{1,3}m",
  ].join("|"),
  "g",
);
/** GitHub Actions, Azure DevOps, `kubectl logs --timestamps`, docker compose. */
const linePrefix =
  /^[ \t]{0,8}(?:[\w.-]{1,60}[ \t]{1,8}\|[ \t])?(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)[ \t]{1,4})?(?:##\[\w{1,20}\]|::error(?: [^:\n]{0,200})?::)?/gm;
/** Terraform's box, a Markdown quotation. */
const gutter = /^[ \t]{0,8}(?:[│|╷╵>][ \t]{0,8}){1,4}/gm;
/** A serializer's line break or quote, however often it was escaped. */
const escapedBreak = /\\{1,8}r\\{1,8}n|\\{1,8}[nrt]/g;
const escapedUnicode = /\\{1,8}u00([0-9a-fA-F]{2})/g;
const escapedQuote = /\\{1,8}(["'/])/g;
const entity = /&(?:#(\d{1,5})|#x([0-9a-fA-F]{1,4})|(quot|apos|amp|lt|gt|nbsp));/g;
const named: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: "&", lt: "<", gt: ">", nbsp: " " };
const percentRun = /(?:%[0-9a-fA-F]{2}){1,400}/g;
/** A redirect's parameters: there a plus is a blank. */
const redirect = /(error_description|error_subcode|error)=([^&\s"'<>]{1,4000})/g;

function plainPercent(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch (error) {
    if (error instanceof URIError) return run;
    throw error;
  }
}

function plainEntity(whole: string, ...[decimal, hex, name]: (string | undefined)[]): string {
  if (name !== undefined) return named[name] ?? whole;
  return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "20", 16) : Number(decimal) % 0x1_0000);
}

/**
 * The text as its writer meant it: no colours, no prefixes of a runner, no escapes of JSON, HTML or URLs. Line breaks
 * stay; the length is of the same order.
 */
export function unwrap(text: string): string {
  return text
    .replace(ansi, "")
    .replace(/\r\n?/g, "\n")
    .replace(linePrefix, "")
    .replace(gutter, "")
    .replace(redirect, (_, name: string, value: string) => `${name}=${value.replaceAll("+", " ")}`)
    .replace(percentRun, plainPercent)
    .replace(entity, plainEntity)
    .replace(escapedBreak, "\n")
    .replace(escapedUnicode, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(escapedQuote, "$1");
}

/** What neither a line wrap nor a quotation can change: no blanks, no quotes, no frame, no capitals. */
export function squeeze(text: string): string {
  return text.replace(/[\s\\"'`´‘’“”|│╷╵+*>]+/g, "").toLowerCase();
}
