import type { Provenance } from "./provenance.ts";

/**
 * One named rule of a protocol decision, as plain data. The emulator runs a list of them to refuse a request, the
 * doctor prints the same list to explain one. `Code` is the error that a failure leads to (an AADSTS number, say).
 */
export interface Check<Facts, Code = number> {
  /** Stable name, dotted by subject: `credential.issuer`. */
  readonly id: string;
  /** The rule as one sentence, for people. */
  readonly requires: string;
  /** The code reported unless the finding names a narrower one. */
  readonly failsWith: Code;
  readonly provenance: Provenance;
  /** Judges the facts. A check may rely on every check before it in its list having passed. */
  readonly run: (facts: Facts) => Finding<Code>;
}

export type Finding<Code = number> = Passed | Failed<Code>;

export interface Passed {
  readonly ok: true;
  readonly saw?: string;
}

export interface Failed<Code = number> {
  readonly ok: false;
  readonly wanted: string;
  readonly saw: string;
  /** A narrower code than the check's own. */
  readonly code?: Code;
  /** Values that the code's message mentions, by name. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What became of one check. */
export interface Verdict {
  readonly id: string;
  readonly requires: string;
  readonly outcome: "passed" | "failed" | "not reached";
  readonly provenance: Provenance["kind"];
  readonly wanted?: string;
  readonly saw?: string;
}

export interface Judgement<Code = number> {
  readonly verdicts: readonly Verdict[];
  /** The first failure, which decides; absent when every check passed. */
  readonly refusal?: { readonly check: string; readonly code: Code; readonly values: Readonly<Record<string, string>> };
}

const nothingToSee: Passed = Object.freeze({ ok: true });

/** A passed finding, with what was seen. */
export function pass(saw?: string): Passed {
  return saw === undefined ? nothingToSee : { ok: true, saw };
}

/**
 * Runs the checks in order and ends with the first that fails: one finding for each check that was reached, behind
 * those that `findings` holds already. The cheap half of `judge`, for a service that decides often and shows its
 * verdicts seldom.
 */
export function examine<Facts, Code>(
  checks: readonly Check<Facts, Code>[],
  facts: Facts,
  findings: Finding<Code>[] = [],
): Finding<Code>[] {
  for (const check of checks) {
    const finding = check.run(facts);
    findings.push(finding);
    if (!finding.ok) break;
  }
  return findings;
}

function verdictOf(check: Check<never, unknown>, finding: Finding<unknown> | undefined): Verdict {
  const about = { id: check.id, requires: check.requires, provenance: check.provenance.kind };
  if (!finding) return { ...about, outcome: "not reached" };
  if (!finding.ok) return { ...about, outcome: "failed", wanted: finding.wanted, saw: finding.saw };
  return { ...about, outcome: "passed", ...(finding.saw === undefined ? {} : { saw: finding.saw }) };
}

/** The findings of `examine` with their checks, written out. Checks without a finding were not reached. */
export function verdictsOf(checks: readonly Check<never, unknown>[], findings: readonly Finding<unknown>[]): Verdict[] {
  return checks.map((check, index) => verdictOf(check, findings[index]));
}

/** What the last of the findings refuses with, or undefined when all passed. */
export function refusalOf<Code>(
  checks: readonly Check<never, Code>[],
  findings: readonly Finding<Code>[],
): Judgement<Code>["refusal"] {
  const check = checks[findings.length - 1];
  const finding = findings.at(-1);
  if (!check || !finding || finding.ok) return undefined;
  return { check: check.id, code: finding.code ?? check.failsWith, values: finding.values ?? {} };
}

/**
 * Runs the checks in order. The first failure decides; those behind it are listed as not reached, because they may
 * rely on it.
 */
export function judge<Facts, Code>(checks: readonly Check<Facts, Code>[], facts: Facts): Judgement<Code> {
  const findings = examine(checks, facts);
  const verdicts = verdictsOf(checks, findings);
  const refusal = refusalOf(checks, findings);
  return refusal ? { verdicts, refusal } : { verdicts };
}
