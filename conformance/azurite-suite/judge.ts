// What passed, and why the rest did not: every failure has a reason in exceptions.json, by its title.
import { readFile } from "node:fs/promises";

/** A test, as mocha's JSON reporter tells of it. */
export interface Outcome {
  readonly fullTitle: string;
  readonly file: string;
  readonly duration?: number;
  readonly err: { readonly message?: string };
}

interface Reason {
  readonly reason: string;
  /** It depends on what is faster. */
  readonly sometimes?: true;
  readonly tests: readonly string[];
}

export interface Verdict {
  readonly ran: number;
  readonly passed: number;
  /** Failures by why they fail. */
  readonly explained: readonly { readonly reason: string; readonly count: number }[];
  /** Failures without a reason. */
  readonly unexplained: readonly string[];
  /** Exceptions that no longer are. */
  readonly passedAfterAll: readonly string[];
}

export async function judge(outcomes: readonly Outcome[]): Promise<Verdict> {
  const file = new URL("exceptions.json", import.meta.url);
  const reasons = JSON.parse(await readFile(file, "utf8")) as readonly Reason[];
  const failed = outcomes.filter(({ err }) => err.message !== undefined);
  const titles = new Set(failed.map(({ fullTitle }) => fullTitle));
  const excused = new Set(reasons.flatMap(({ tests }) => tests));
  const always = reasons.filter(({ sometimes }) => !sometimes).flatMap(({ tests }) => tests);
  return {
    ran: outcomes.length,
    passed: outcomes.length - failed.length,
    explained: reasons.map(({ reason, tests }) => ({
      reason,
      count: failed.filter(({ fullTitle }) => tests.includes(fullTitle)).length,
    })),
    unexplained: failed
      .filter(({ fullTitle }) => !excused.has(fullTitle))
      .map(({ fullTitle, err }) => `${fullTitle}: ${(err.message ?? "").split("\n")[0]?.slice(0, 200)}`),
    passedAfterAll: always.filter((title) => !titles.has(title)),
  };
}

export function summary({ ran, passed, explained, unexplained, passedAfterAll }: Verdict): string {
  return [
    ...explained.map(({ reason, count }) => `${String(count).padStart(4)} fail: ${reason}`),
    ...unexplained.map((title) => `unexplained: ${title}`),
    ...passedAfterAll.map((title) => `is an exception, and does not fail: ${title}`),
    `${passed} of ${ran} passed`,
  ].join("\n");
}
