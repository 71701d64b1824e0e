// What somebody probably meant.

/** How many letters differ: inserted, left out, or another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Whether every word of the one stands in the other, in order: names are cut short more often than misspelt. */
function holdsWords(whole: string, part: string): boolean {
  const words = wordsOf(whole);
  let from = 0;
  return wordsOf(part).every((word) => {
    const at = words.indexOf(word, from);
    from = at + 1;
    return at >= 0;
  });
}

/** The one of the candidates that is nearest to a word, or undefined when none is near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, far: distance(lower, candidate.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  const [best] = ranked;
  if (best !== undefined && best.far <= Math.max(2, Math.floor(word.length / 5))) return best.candidate;
  return ranked.find(({ candidate }) => holdsWords(candidate, word))?.candidate;
}

/** `; did you mean "…"?`, or nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
