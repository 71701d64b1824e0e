import type { Provenance } from "../provenance.ts";

/** Whose trouble a code tells of: a workload's, a signed-in person's, or either's. */
export type AadstsAudience = "workload" | "person" | "either";

/** What one error of Microsoft Entra's token service means. */
export interface AadstsMeaning {
  readonly code: number;
  /** What it means, in a few words. */
  readonly title: string;
  /** What usually leads to it, the likeliest first. */
  readonly causes: readonly [string, ...string[]];
  /** What to do about each cause: the first repairs the first cause, and so on. */
  readonly fixes: readonly [string, ...string[]];
  /** Default: the workload's. */
  readonly about?: AadstsAudience;
  /** Where the statement comes from. For a row that is emitted: status and error string. */
  readonly provenance: Provenance;
}

/** One error of Microsoft Entra's token service that a check leads to or a client relies on: with its wire form. */
export interface AadstsRow extends AadstsMeaning {
  readonly status: number;
  readonly error: string;
  /** The message; `{name}` stands for a value. Our own words, except where clients match on a phrase. */
  readonly template: string;
  /** Whether the answer carries `error_uri`; Entra sends it only for some codes. */
  readonly hasErrorUri?: true;
  readonly suberror?: string;
  /** What `claims` holds: JSON in a text, with values as in `template`. */
  readonly claimsTemplate?: string;
}
