import { isAscii } from "node:buffer";

const ampersand = 0x26;

/** A form as it was sent: the last of each parameter's values. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  /** The first parameter that came a second time. */
  readonly duplicated: string | undefined;
}

/** An object without a prototype: a parameter may be called anything, `__proto__` too. */
function noFields(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

export const emptyForm: Form = { fields: noFields(), duplicated: undefined };

/** Colons and slashes are all that is encoded in the names of resources and of an assertion's type. */
function withPunctuation(text: string): string {
  return text.includes("%") ? text.replaceAll("%3A", ":").replaceAll("%2F", "/") : text;
}

function pairIn(body: Buffer, { start, end }: { readonly start: number; readonly end: number }): [string, string] {
  const text = withPunctuation(body.toString("latin1", start, end));
  if (text.includes("%") || text.includes("+")) return standardPair(body.toString("utf8", start, end));
  const nameEnd = text.indexOf("=");
  return nameEnd < 0 ? [text, ""] : [text.slice(0, nameEnd), text.slice(nameEnd + 1)];
}

function standardPair(text: string): [string, string] {
  // The ampersand before it: URLSearchParams would take a question mark at the beginning away.
  const [pair] = new URLSearchParams(`&${text}`);
  return pair as [string, string];
}

/**
 * Reads a form (`application/x-www-form-urlencoded`) as `URLSearchParams` does. Assertions and ids need no decoding, so
 * their bytes are taken as they are; and no value is a part of the whole body's text, which it would keep in memory.
 *
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function readForm(body: Buffer, known: readonly (readonly [string, string])[] = []): Form {
  const fields = noFields();
  let duplicated: string | undefined;
  const isPlain = isAscii(body);
  for (let start = 0, end = 0; start < body.length; start = end + 1) {
    const next = body.indexOf(ampersand, start);
    end = next < 0 ? body.length : next;
    if (start === end) continue;
    const [name, value] = isPlain ? pairIn(body, { start, end }) : standardPair(body.toString("utf8", start, end));
    if (name in fields) duplicated ??= name;
    fields[name] = value;
  }
  for (const [name, value] of known) fields[name] ??= value;
  return { fields, duplicated };
}
