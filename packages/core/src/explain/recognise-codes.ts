// Numbers of the token service, however they are written.
import { aadstsMeanings } from "../aadsts/meanings/all.ts";
import type { Prepared } from "./prepared.ts";
import { placesOf } from "./prepared.ts";
import { wordsOfCodes } from "./services/entra.ts";

/** Where a code stands, and how often. */
export interface CodePlace {
  readonly code: number;
  readonly at: number;
  readonly times: number;
}

/** `AADSTS700213:`, with a number that a terminal may have broken: `AADSTS7002`, line break, `13:`. */
const written = /(?<![\w/-])a?adsts[ :]{0,3}(\d{1,8})(?:\n[ \t]{0,8}(\d{1,7})(?=:))?/g;
const elsewhere =
  /(?:error_codes["']?\s{0,3}[:=]\s{0,3}\[\s{0,8}|error\(s\):\s{0,3}|error\?code=|sign-in error code:?\s{0,3}|suberrorcode["']?\s{0,3}[:=]\s{0,3}["']?|errorcode["']?\s{0,3}[:=]\s{0,3}["']?)(\d{5,8})(?!\d)/g;
const squeezedForm = /aadsts:?(\d{5,8}):/g;
const alone = /^\s*(?:a?adsts|error|code|#)?[\s:#-]{0,3}(\d{5,8})\s*$/i;

function whole(first: string, second: string | undefined): number {
  const joined = Number(first + (second ?? ""));
  if (second === undefined || first.length + second.length > 8) return Number(first);
  return aadstsMeanings.has(joined) || !aadstsMeanings.has(Number(first)) ? joined : Number(first);
}

function fromWords(prepared: Prepared, add: (code: number, at: number) => void): void {
  for (const [code, when] of wordsOfCodes)
    for (const phrases of when) {
      const [at] = placesOf(phrases, prepared);
      if (at === undefined) continue;
      add(code, at);
      return;
    }
}

/** Every AADSTS code of a text, in order, each once. Words stand in where no number is left. */
export function recogniseCodes(prepared: Prepared): CodePlace[] {
  const { lower, squeezed, origin } = prepared;
  const found = new Map<number, { at: number; times: number }>();
  const add = (code: number, at: number): void => {
    const known = found.get(code);
    if (known) known.times += 1;
    else found.set(code, { at, times: 1 });
  };
  const bare = alone.exec(lower)?.[1];
  if (bare !== undefined) add(Number(bare), 0);
  for (const match of lower.matchAll(written)) {
    const code = whole(match[1] as string, match[2]);
    if (code >= 10_000 && bare === undefined) add(code, match.index);
  }
  const numbers = found.size;
  for (const match of squeezed.matchAll(squeezedForm))
    if (!found.has(Number(match[1])) && aadstsMeanings.has(Number(match[1])))
      add(Number(match[1]), origin[match.index] ?? 0);
  for (const match of lower.matchAll(elsewhere)) if (!found.has(Number(match[1]))) add(Number(match[1]), match.index);
  if (numbers === 0 && found.size === 0) fromWords(prepared, add);
  return [...found].map(([code, place]) => ({ code, ...place })).toSorted((a, b) => a.at - b.at);
}
