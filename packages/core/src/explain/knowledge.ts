// The form of what is known about an error, as data; the folders services/ and subjects/ hold it.
import type { ExplainedCause, ExplainedService, FailedHop } from "./explanation.ts";
import type { Values } from "./values.ts";

/** A cause with what repairs it, before anything is known about the values in a text. */
export interface KnownCause {
  readonly id: string;
  readonly cause: string;
  readonly fix: string;
}

/**
 * How much a finding says. `error`: this is what went wrong. `outcome`: a link of a chain of credentials that was of
 * no use, or a wrapper; it counts when nothing definite is there. `noise`: mostly harmless.
 */
export type Weight = "error" | "outcome" | "noise";

/** Phrases that stand near each other, in any order. One phrase may stand alone. */
export type Phrases = string | readonly [string, ...string[]];

/** An error and how to find it. */
export interface Knowledge {
  readonly id: string;
  readonly hop: FailedHop | null;
  readonly service: ExplainedService | null;
  readonly code: string | null;
  /** Other codes for the same: the one that stands in the text is told. */
  readonly spellings?: readonly string[];
  readonly title: string;
  readonly meaning: string;
  readonly weight: Weight;
  /** Any of them tells of it. Blanks, quotes and case do not matter. */
  readonly when: readonly Phrases[];
  /** Not it when one of these stands near. */
  readonly unless?: readonly string[];
  readonly causes: readonly KnownCause[];
  /** What the values in the text say; it stands before the causes. */
  readonly reason?: (values: Values) => readonly ExplainedCause[];
  readonly links: readonly string[];
  /** Set for another subject than the chain. */
  readonly subject?: string;
}

type Line = readonly [id: string, cause: string, fix: string];

interface Draft extends Omit<Knowledge, "id" | "causes" | "weight" | "hop" | "service" | "code"> {
  readonly weight?: Weight;
  readonly hop?: FailedHop | null;
  readonly service?: ExplainedService | null;
  readonly code?: string | null;
  readonly causes: readonly Line[];
}

/** Knowledge of one service: what every entry of it shares stands once. */
export function knowledgeOf(
  prefix: string,
  shared: Pick<Knowledge, "hop" | "service">,
): (name: string, draft: Draft) => Knowledge {
  return (name, draft) => {
    const id = `${prefix}.${name}`;
    const causes = draft.causes.map(([cause, text, fix]) => ({ id: `${id}.${cause}`, cause: text, fix }));
    return { weight: "error", ...shared, code: null, ...draft, id, causes };
  };
}
