import type { EventToKeep } from "../../journal.ts";
import type { Cast, TokenMould } from "../../tokens/mould.ts";
import type { Findings, Grant } from "./deliberation.ts";

/** What the journal was told of the last token of a mould. */
interface Note {
  readonly event: EventToKeep & { readonly kind: "token issued" };
  readonly found: Findings;
  readonly shiftSeconds: number;
}

const last = new WeakMap<TokenMould, Note>();

interface Issued {
  readonly grant: Grant;
  readonly mould: TokenMould;
  readonly cast: Cast;
  readonly found: Findings;
}

/** What a note tells besides the claims and the findings. */
function says(grant: Grant): Pick<Note["event"], "directory" | "to" | "credential" | "resource"> {
  const { directory, servicePrincipal, credential, resource } = grant;
  return { directory: directory.name, to: servicePrincipal.displayName, credential, resource };
}

function saysTheSame({ event }: Note, { directory, servicePrincipal, credential }: Grant): boolean {
  return (
    event.directory === directory.name && event.to === servicePrincipal.displayName && event.credential === credential
  );
}

/**
 * What the journal keeps of a token that was issued. A client that asks again, and of whom the checks find the same,
 * shares what is kept of it: thousands of entries then keep little alive.
 */
export function issuedNote({ grant, mould, cast, found }: Issued): EventToKeep {
  const before = last.get(mould);
  const isFoundAgain = before?.found.equals(found) === true;
  if (isFoundAgain && before.shiftSeconds === cast.shiftSeconds && saysTheSame(before, grant)) return before.event;
  const verdicts = isFoundAgain ? before.found : found;
  const event: Note["event"] = { kind: "token issued", ...says(grant), claims: mould.summary(cast), verdicts };
  last.set(mould, { event, found: verdicts, shiftSeconds: cast.shiftSeconds });
  return event;
}
