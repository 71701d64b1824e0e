import type { Provenance } from "../provenance.ts";

/** A statement about how a service of Microsoft's behaves that is neither a check nor a code. */
export interface WireRule {
  /** Named by the tests that prove our side of it. */
  readonly id: string;
  readonly says: string;
  readonly provenance: Provenance;
}
