import type { Phrases } from "../knowledge.ts";

/** Another subject than the chain, with the words that tell of it. */
export interface Subject {
  readonly name: string;
  readonly subject: string;
  readonly title: string;
  readonly code?: string;
  readonly advice: string;
  readonly when: readonly Phrases[];
  readonly unless?: readonly string[];
  /** A wrapper around other errors: counts only when nothing else is there. */
  readonly isWrapper?: true;
}
