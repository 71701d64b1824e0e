import type { ExplainedCause, ExplainedError } from "./explanation.ts";
import type { KnownCause, Weight } from "./knowledge.ts";

/** An error with where it stands in the text and how much it says. */
export interface Sighting {
  readonly at: number;
  readonly weight: Weight;
  readonly error: ExplainedError;
}

/** What the values in the text say; without them what usually leads to it, the likelihood falling. */
export function rank(reasoned: readonly ExplainedCause[], known: readonly KnownCause[]): ExplainedCause[] {
  const usual = known.map((cause, at): ExplainedCause => ({
    id: cause.id,
    cause: cause.cause,
    likelihood: at === 0 ? "high" : at === 1 ? "medium" : "low",
    fix: cause.fix,
  }));
  const order = { high: 0, medium: 1, low: 2 };
  return [...(reasoned.length > 0 ? reasoned : usual)].toSorted((a, b) => order[a.likelihood] - order[b.likelihood]);
}
