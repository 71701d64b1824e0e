import { squeeze, unwrap } from "./wrappings/unwrap.ts";

/** A text in the forms in which it is searched. Positions are those of `lower`. */
export interface Prepared {
  /** Unwrapped, with line breaks and capitals. */
  readonly text: string;
  readonly lower: string;
  readonly squeezed: string;
  /** Position in `lower` of each character of `squeezed`. */
  readonly origin: Int32Array;
}

/** How far apart phrases may stand that belong together, in characters without blanks. */
const near = 1500;
const looked = 20;

let dropped: Uint8Array | undefined;

function droppedCharacters(): Uint8Array {
  if (dropped) return dropped;
  dropped = new Uint8Array(0x1_0000);
  for (let code = 0; code < 0x1_0000; code += 1) if (squeeze(String.fromCharCode(code)) === "") dropped[code] = 1;
  return dropped;
}

function searchable(text: string, lower: string): Prepared {
  const squeezed = squeeze(lower);
  const isDropped = droppedCharacters();
  const origin = new Int32Array(squeezed.length + 1);
  let to = 0;
  for (let from = 0; from < lower.length && to <= squeezed.length; from += 1)
    if (isDropped[lower.charCodeAt(from)] !== 1) origin[to++] = from;
  return { text, lower, squeezed, origin };
}

/** Makes a text searchable. Linear in its length. */
export function prepare(raw: string): Prepared {
  const text = unwrap(raw);
  return searchable(text, text.toLowerCase());
}

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95;
}

const capitals = /^[A-Z]+$/;
/** A service's code of several words: longer ones, such as the names of exceptions, are others. */
const camelCase = /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/;
const digits = /^\d+$/;

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || code === 95;
}

/** A word begins where no other does; one in capitals, a code or a number also ends there. A code's number may follow it. */
function isWord(lower: string, at: number, phrase: string): boolean {
  if (at > 0 && isWordCharacter(lower.charCodeAt(at - 1)) && isWordCharacter(phrase.toLowerCase().charCodeAt(0)))
    return false;
  const next = lower.charCodeAt(at + phrase.length);
  const isWhole = capitals.test(phrase) || camelCase.test(phrase);
  return !(isWhole && isLetter(next)) && !(digits.test(phrase) && isWordCharacter(next));
}

/** A blank on one line: no terminal breaks a word like that, so these are words of their own ("permission denied"). */
const severalWords = /\S[^\S\n]+\S/;

/** Places of one word, in `lower`: a short one must stand alone, a long one may be broken over lines. */
function* placesOfWord(phrase: string, { lower, squeezed, origin }: Prepared): Generator<number> {
  const wanted = phrase.toLowerCase();
  let found = false;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) {
    if (!isWord(lower, at, phrase)) continue;
    found = true;
    yield at;
  }
  if (found || wanted.length < 16) return;
  const key = squeeze(phrase);
  for (let at = squeezed.indexOf(key); at >= 0; at = squeezed.indexOf(key, at + key.length)) {
    const end = (origin[at + key.length - 1] ?? 0) + 1;
    const isLonger = camelCase.test(phrase) && isLetter(lower.charCodeAt(end));
    const isOne = !isLonger && !severalWords.test(lower.slice(origin[at], end));
    if (isOne && (at === 0 || isWord(squeezed, at, key))) yield origin[at] ?? 0;
  }
}

function* places(phrase: string, prepared: Prepared): Generator<number> {
  if (!/\s/.test(phrase)) {
    yield* placesOfWord(phrase, prepared);
    return;
  }
  const { lower, squeezed, origin } = prepared;
  const key = squeeze(phrase);
  for (let at = squeezed.indexOf(key); at >= 0; at = squeezed.indexOf(key, at + key.length)) {
    const place = origin[at] ?? 0;
    if (isWord(lower, place, key)) yield place;
  }
}

function neighbourhood({ lower }: Prepared, at: number): Prepared {
  const text = lower.slice(Math.max(0, at - near), at + near);
  return searchable(text, text);
}

function stands(phrase: string, prepared: Prepared): boolean {
  return places(phrase, prepared).next().done !== true;
}

/** Whether one of the phrases stands near a place. */
export function standsNear(phrases: readonly string[], prepared: Prepared, at: number): boolean {
  if (phrases.length === 0) return false;
  const around = neighbourhood(prepared, at);
  return phrases.some((phrase) => stands(phrase, around));
}

/** Where phrases stand near each other, in the order of the text; at most some dozens of places. */
export function placesOf(phrases: string | readonly [string, ...string[]], prepared: Prepared): number[] {
  const [first, ...others] = typeof phrases === "string" ? [phrases] : phrases;
  const found: number[] = [];
  let tried = 0;
  for (const at of places(first, prepared)) {
    tried += 1;
    if (tried > looked) break;
    if (others.length === 0) found.push(at);
    else {
      const around = neighbourhood(prepared, at);
      if (others.every((phrase) => stands(phrase, around))) found.push(at);
    }
  }
  return found;
}
