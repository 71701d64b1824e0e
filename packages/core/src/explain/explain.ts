import { findAadsts } from "../aadsts/parse.ts";
import type { ExplainedError, Explanation } from "./explanation.ts";
import type { Prepared } from "./prepared.ts";
import { prepare } from "./prepared.ts";
import { recogniseEntra } from "./recognise-entra.ts";
import { recogniseKnown } from "./recognise-known.ts";
import { recogniseStatus } from "./recognise-status.ts";
import type { Sighting } from "./sighting.ts";

/** More of a log than this is not read: its middle is left out. */
const longest = 6_000_000;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest / 2)}\n${text.slice(-longest / 2)}`;
}

/** The lower, the sooner it is looked at: definite before vague, ours before another subject. */
function rankOf({ weight, error }: Sighting): number {
  const ours = error.ok;
  if (weight === "error") return ours ? 0 : error.code !== null || error.service !== null ? 1 : 2;
  if (weight === "outcome") return ours ? 3 : 4;
  return ours ? 5 : 6;
}

/** Behind a broken hop nothing can work: of two definite errors the earlier hop is the root. */
function hopOrder({ error }: Sighting): number {
  return error.hop === 3 ? 1 : 0;
}

/**
 * A chain of credentials tries one after the other: that the token service refused one tells that it was configured,
 * while a host's identity is asked of any host.
 */
function chainOrder({ error }: Sighting, { lower }: Prepared): number {
  const isChain = /defaultazurecredential|chainedtokencredential/.test(lower);
  return isChain && error.hop === 1 && error.service === "imds" ? 1 : 0;
}

function inOrder(sightings: readonly Sighting[], prepared: Prepared): Sighting[] {
  const refused = sightings.some(({ error }) => error.service === "entra" && error.ok);
  const order = (one: Sighting): number => (refused ? chainOrder(one, prepared) : 0);
  return [...sightings].toSorted(
    (a, b) => rankOf(a) - rankOf(b) || order(a) - order(b) || hopOrder(a) - hopOrder(b) || a.at - b.at,
  );
}

function unknown(): ExplainedError {
  return {
    ok: false,
    hop: null,
    service: null,
    code: null,
    title: "no error of the chain is known in this text",
    meaning: "It may be about something else, or an error that nobody has described here.",
    subject: "unknown",
    causes: [],
    links: [],
    values: {},
    times: 1,
  };
}

/**
 * What a text tells of: a code (`AADSTS700213`, `700213`, `AuthorizationPermissionMismatch`), a pasted error or a whole
 * log, in whatever wrapping. Pure, asks nobody, takes time linear in the length; of more than six million characters the
 * middle is left out. Nothing secret of the text is in the answer.
 *
 * @returns the errors found, the root first; with `ok: false` when the text is about another subject or nothing in it
 *   is known
 *
 * @example
 * ```ts
 * import { explain } from "@tegata/core";
 *
 * const { ok, root } = explain("AADSTS700213: No matching federated identity record found …");
 * console.log(ok, root.title, root.causes[0]?.fix);
 * ```
 */
export function explain(text: string): Explanation {
  const prepared = prepare(shortened(text));
  const worded = [...recogniseEntra(prepared), ...recogniseKnown(prepared)];
  const found = inOrder(worded.length > 0 ? worded : recogniseStatus(prepared), prepared);
  const errors = found.map(({ error }) => error);
  const root = errors[0] ?? unknown();
  const { traceId, correlationId } = findAadsts(prepared.text.slice(0, 200_000))[0] ?? {};
  return {
    ok: root.ok,
    root,
    errors: errors.length > 0 ? errors : [root],
    ids: {
      ...(traceId === undefined ? {} : { traceId }),
      ...(correlationId === undefined ? {} : { correlationId }),
    },
  };
}
