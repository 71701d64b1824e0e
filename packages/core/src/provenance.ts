/**
 * Where a statement about Microsoft Entra or Azure comes from. Every rule in this package carries one, so that a
 * guess is never taken for the service's behaviour.
 *
 * - `documented`: a vendor page says so.
 * - `recorded`: a real answer of the service was seen, quoted in a public place.
 * - `inferred`: concluded from neighbouring facts; may be wrong.
 */
export interface Provenance {
  readonly kind: "documented" | "recorded" | "inferred";
  /** A link, or for `inferred` the reasoning in one sentence. */
  readonly source: string;
}

/** A statement that a vendor page makes. */
export function documented(source: string): Provenance {
  return { kind: "documented", source };
}

/** A statement read off a real answer of the service. */
export function recorded(source: string): Provenance {
  return { kind: "recorded", source };
}

/** A conclusion of ours; `source` says from what. */
export function inferred(source: string): Provenance {
  return { kind: "inferred", source };
}
