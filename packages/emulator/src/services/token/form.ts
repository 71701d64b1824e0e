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

/** Colons and slashes: with these, every value that names a resource or an assertion's type is decoded. */
const encodedPunctuation = /%(3A|2F)/g;

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(encodedPunctuation, (_, code) => (code === "3A" ? ":" : "/"));
}

function pairIn(piece: Buffer): readonly [string, string] {
  const text = decoded(piece.toString("latin1"));
  if (text.includes("%") || text.includes("+") || !isAscii(piece)) {
    // The ampersand before it: URLSearchParams would take a question mark at the beginning away.
    const [pair] = new URLSearchParams(`&${piece.toString("utf8")}`);
    return pair as [string, string];
  }
  const nameEnd = text.indexOf("=");
  return nameEnd < 0 ? [text, ""] : [text.slice(0, nameEnd), text.slice(nameEnd + 1)];
}

/**
 * Reads a form (`application/x-www-form-urlencoded`) as `URLSearchParams` does. Assertions and ids need no decoding, so
 * their bytes are taken as they are; and no value is a part of the whole body's text, which it would keep in memory.
 *
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function readForm(body: Buffer, known: readonly (readonly [string, string])[] = []): Form {
  const fields = noFields();
  const seen = new Set<string>();
  let duplicated: string | undefined;
  for (const [name, value] of known) fields[name] = value;
  for (let start = 0; start < body.length;) {
    const next = body.indexOf(ampersand, start);
    const end = next < 0 ? body.length : next;
    const piece = body.subarray(start, end);
    start = end + 1;
    if (piece.length === 0) continue;
    const [name, value] = pairIn(piece);
    if (seen.has(name)) duplicated ??= name;
    seen.add(name);
    fields[name] = value;
  }
  return { fields, duplicated };
}
