import type { Check, Finding, Verdict } from "@tegata/core";
import { examine, refusalOf, verdictsOf } from "@tegata/core";
import type { Directory, ServicePrincipal } from "../../directory/directory.ts";
import type { CredentialKind, Evidence } from "../../journal.ts";
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
  /** What became of each check. */
  readonly found: Findings;
  readonly directory: Directory | undefined;
  readonly outcome: { readonly granted: Grant } | { readonly refused: Refusal };
}

const longestShown = 2000;

/**
 * What callers sent is repeated up to a length only: answers and journal must not grow with a hostile request. A copy,
 * since a part of a text keeps the whole in memory.
 */
function shortened(text: string): string {
  return text.length <= longestShown ? text : `${Buffer.from(text.slice(0, longestShown)).toString()}…`;
}

/** Shortens what the last findings show, in place. */
function shorten(findings: Finding[], from: number): void {
  for (let at = from; at < findings.length; at++) {
    const finding = findings[at] as Finding;
    if (finding.saw !== undefined && finding.saw.length > longestShown)
      findings[at] = { ...finding, saw: shortened(finding.saw) };
  }
}

function shortenedValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shortened(value)]));
}

type Checks = readonly Check<never>[];

function areLike(ones: readonly Finding[], others: readonly Finding[]): boolean {
  if (ones.length !== others.length) return false;
  for (let at = 0; at < ones.length; at++) {
    const one = ones[at] as Finding;
    const other = others[at] as Finding;
    // One that failed has a reason of its own each time.
    if (one !== other && !(one.ok && other.ok && one.saw === other.saw)) return false;
  }
  return true;
}

function areSame(ones: readonly Checks[], others: readonly Checks[]): boolean {
  return ones.length === others.length && ones.every((list, index) => list === others[index]);
}

/** What checks found, written out when somebody reads it: the journal keeps thousands that nobody does. */
export class Findings implements Evidence {
  /** The lists that were asked. */
  readonly #lists: Checks[] = [];
  /** A finding for each of their checks, up to the first that refused. */
  readonly #all: Finding[] = [];

  /** Asks a list of checks, and answers with the refusal, if one refuses. */
  add<Facts>(checks: readonly Check<Facts>[], facts: Facts): Refusal | undefined {
    const before = this.#all.length;
    this.#lists.push(checks);
    examine(checks, facts, this.#all);
    shorten(this.#all, before);
    return this.#all.at(-1)?.ok === false ? refusalOf(checks, this.#all.slice(before)) : undefined;
  }

  /** Checks that are not asked any more. */
  skip(checks: Checks): void {
    this.#lists.push(checks);
  }

  /** Whether the same checks passed and saw the same. */
  equals(other: Findings): boolean {
    return areSame(this.#lists, other.#lists) && areLike(this.#all, other.#all);
  }

  verdicts(): readonly Verdict[] {
    return verdictsOf(this.#lists.flat(), this.#all);
  }
}

/** Runs one list of checks after the other, until one refuses. */
export class Deliberation {
  readonly directory: Directory | undefined;
  readonly #found: Findings = new Findings();
  #refusal: Refusal | undefined;

  constructor(directory: Directory | undefined) {
    this.directory = directory;
  }

  /** Whether every check passed. Once one has refused, nothing passes any more. */
  passes<Facts>(checks: readonly Check<Facts>[], facts: Facts): boolean {
    if (this.#refusal) return false;
    const refusal = this.#found.add(checks, facts);
    if (!refusal) return true;
    this.#refusal = { code: refusal.code, values: shortenedValues(refusal.values) };
    return false;
  }

  /** Checks that would have followed the refusal in the same list: they count as not reached. */
  notReached(checks: Checks): void {
    this.#found.skip(checks);
  }

  /** The decision once a check has refused. */
  refused(): Decision {
    if (!this.#refusal) throw new Error("no check has refused");
    return this.#decision({ refused: this.#refusal });
  }

  grant(granted: Grant): Decision {
    return this.#decision({ granted });
  }

  #decision(outcome: Decision["outcome"]): Decision {
    return { found: this.#found, directory: this.directory, outcome };
  }
}
