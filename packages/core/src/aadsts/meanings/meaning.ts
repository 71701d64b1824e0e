// Codes that no check of the exchange leads to, but that logs are full of: told, never emitted.
import type { Provenance } from "../../provenance.ts";
import { documented, inferred, recorded } from "../../provenance.ts";
import type { AadstsAudience, AadstsMeaning } from "../row.ts";
import { reference } from "../rows/sources.ts";

/** Microsoft's list of codes names it. */
const listed: Provenance = documented(reference);

/** Not on that list; people quote code and text all the same. */
const reported: Provenance = inferred(
  "people quote code and text in public; Microsoft's list of codes does not have it, its look-up page (https://login.microsoftonline.com/error) was not read",
);

/** A cause and what repairs it. */
export type CauseAndFix = readonly [cause: string, fix: string];

interface Rest {
  readonly about?: AadstsAudience;
  /** Default: Microsoft's list of codes. A link means that a real answer is quoted there. */
  readonly seenAt?: string;
  /** Microsoft's list of codes does not have it. */
  readonly isUnlisted?: boolean;
}

/** A meaning from its causes with their fixes. */
export function meaning(
  [code, title]: readonly [number, string],
  causes: readonly [CauseAndFix, ...CauseAndFix[]],
  { about, seenAt, isUnlisted = false }: Rest = {},
): AadstsMeaning {
  const [first, ...others] = causes;
  return {
    code,
    title,
    causes: [first[0], ...others.map(([cause]) => cause)],
    fixes: [first[1], ...others.map(([, fix]) => fix)],
    ...(about === undefined ? {} : { about }),
    provenance: seenAt !== undefined ? recorded(seenAt) : isUnlisted ? reported : listed,
  };
}
