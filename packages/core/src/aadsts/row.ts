import type { Provenance } from "../provenance.ts";

/** One error of Microsoft Entra's token service. */
export interface AadstsRow {
  readonly code: number;
  readonly status: number;
  readonly error: string;
  /** What it means, in a few words. */
  readonly title: string;
  /** The message; `{name}` stands for a value. Our own words, except where clients match on a phrase. */
  readonly template: string;
  /** What usually leads to it, the likeliest first. */
  readonly causes: readonly string[];
  /** What to do about the likeliest cause. */
  readonly fix: string;
  /** Whether the answer carries `error_uri`; Entra sends it only for some codes. */
  readonly hasErrorUri?: true;
  readonly suberror?: string;
  /** What `claims` holds: JSON in a text, with values as in `template`. */
  readonly claimsTemplate?: string;
  /** Where status and error string come from. The code itself is documented unless the source says otherwise. */
  readonly provenance: Provenance;
}
