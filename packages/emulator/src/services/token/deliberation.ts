import type { Check, Verdict } from "@tegata/core";
import { judge } from "@tegata/core";
import type { Directory, ServicePrincipal } from "../../directory/directory.ts";
import type { CredentialKind } from "../../journal.ts";
import type { TokenResource } from "../../tokens/resource-api.ts";

/** Why a token is refused: an AADSTS number and the values that its message mentions. */
export interface Refusal {
  readonly code: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Who gets a token for what. */
export interface Grant {
  readonly directory: Directory;
  readonly servicePrincipal: ServicePrincipal;
  readonly credential: Exclude<CredentialKind, "managed identity">;
  readonly api: TokenResource;
  readonly resource: string;
  /** App roles of the API, as the token names them. */
  readonly roles: readonly string[];
  /** Client capabilities that the token repeats; then it lives for a day. */
  readonly capabilities: readonly string[];
}

export interface Decision {
  readonly verdicts: readonly Verdict[];
  readonly directory: Directory | undefined;
  readonly outcome: { readonly granted: Grant } | { readonly refused: Refusal };
}

const longestShown = 2000;

/** What callers sent is repeated up to a length only: answers and journal must not grow with a hostile request. */
function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}

function shortenedVerdict(verdict: Verdict): Verdict {
  return verdict.saw === undefined ? verdict : { ...verdict, saw: shortened(verdict.saw) };
}

/** Collects the verdicts of one list of checks after the other, until one refuses. */
export class Deliberation {
  readonly verdicts: Verdict[] = [];
  readonly directory: Directory | undefined;
  #refusal: Refusal | undefined;

  constructor(directory: Directory | undefined) {
    this.directory = directory;
  }

  /** Whether every check passed. Once one has refused, nothing passes any more. */
  passes<Facts>(checks: readonly Check<Facts>[], facts: Facts): boolean {
    if (this.#refusal) return false;
    const { verdicts, refusal } = judge(checks, facts);
    this.verdicts.push(...verdicts.map(shortenedVerdict));
    if (!refusal) return true;
    const values = Object.entries(refusal.values).map(([name, value]) => [name, shortened(value)]);
    this.#refusal = { code: refusal.code, values: Object.fromEntries(values) as Record<string, string> };
    return false;
  }

  /** The decision once a check has refused. */
  refused(): Decision {
    if (!this.#refusal) throw new Error("no check has refused");
    return { verdicts: this.verdicts, directory: this.directory, outcome: { refused: this.#refusal } };
  }

  grant(granted: Grant): Decision {
    return { verdicts: this.verdicts, directory: this.directory, outcome: { granted } };
  }
}
