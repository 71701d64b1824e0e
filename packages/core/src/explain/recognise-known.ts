// Errors that are found by their words.
import type { Knowledge } from "./knowledge.ts";
import type { Prepared } from "./prepared.ts";
import { placesOf, standsNear } from "./prepared.ts";
import { knowledge } from "./services/all.ts";
import type { Sighting } from "./sighting.ts";
import { rank } from "./sighting.ts";
import { readValues } from "./values.ts";

function placesOfKnown(known: Knowledge, prepared: Prepared): number[] {
  const alone = prepared.lower.trim();
  if ([known.code, ...(known.spellings ?? [])].some((code) => code !== null && code.toLowerCase() === alone))
    return [0];
  const found = known.when
    .flatMap((phrases) => placesOf(phrases, prepared))
    .filter((at) => known.unless === undefined || !standsNear(known.unless, prepared, at));
  return [...new Set(found)].toSorted((a, b) => a - b);
}

/** Two phrases of one message stand within a few lines of each other: that is one time. */
function timesOf(places: readonly number[]): number {
  let times = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of places) {
    if (at - last > 600) times += 1;
    last = at;
  }
  return times;
}

/** As the text spells it. */
function codeOf({ code, spellings = [] }: Knowledge, prepared: Prepared, at: number): string | null {
  if (code === null || spellings.length === 0 || standsNear([code], prepared, at)) return code;
  return spellings.find((spelling) => standsNear([spelling], prepared, at)) ?? code;
}

function sightingOf(known: Knowledge, places: readonly number[], prepared: Prepared): Sighting {
  const at = places[0] ?? 0;
  const { hop, service, title, meaning, links, subject } = known;
  const values = readValues(prepared.text.slice(Math.max(0, at - 400), at + 1500));
  return {
    at,
    weight: known.weight,
    error: {
      ok: subject === undefined,
      hop,
      service,
      code: codeOf(known, prepared, at),
      title,
      meaning,
      ...(subject === undefined ? {} : { subject }),
      causes: rank(known.reason?.(values) ?? [], known.causes),
      links,
      values: { ...values },
      times: timesOf(places),
    },
  };
}

/** Every known error whose words stand in a text. */
export function recogniseKnown(prepared: Prepared): Sighting[] {
  return knowledge.flatMap((known) => {
    const places = placesOfKnown(known, prepared);
    return places.length === 0 ? [] : [sightingOf(known, places, prepared)];
  });
}
