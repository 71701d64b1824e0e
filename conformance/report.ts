// What came out, as a table for people and as data.
import type { RequestCounts, Seen } from "./emulator.ts";

export interface Result {
  readonly client: string;
  readonly version: string;
  readonly scenario: string;
  readonly outcome: "passed" | "failed" | "unavailable";
  /** Why it failed or is unavailable. */
  readonly reason?: string;
  /** What the emulator answered meanwhile. */
  readonly seen: Seen;
}

export const nothingSeen: Seen = { requests: {}, userAgents: [] };

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function totalsOf(results: readonly Result[]): Totals {
  const count = (outcome: Result["outcome"]): number => results.filter((result) => result.outcome === outcome).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("unavailable") };
}

/** The last line, in the form that readers of test runs know. */
export function lastLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function requestsText(requests: RequestCounts): string {
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(requests).map(([service, count]) => `${count} ${service.split(":")[0]}`);
  return total === 0 ? "0" : `${total} (${parts.join(", ")})`;
}

function outcomeText({ outcome, reason = "" }: Result): string {
  const [first = ""] = reason.split("\n");
  return outcome === "unavailable" ? `unavailable (${first})` : outcome;
}

/** One row a client and scenario, columns as wide as their widest cell. */
export function table(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.client,
    result.version,
    result.scenario,
    requestsText(result.seen.requests),
    outcomeText(result),
  ]);
  const all = [["client", "version", "scenario", "requests seen", "result"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Everything that is known about what failed. */
export function failures(results: readonly Result[]): string {
  return results
    .filter(({ outcome }) => outcome === "failed")
    .map(({ client, scenario, reason = "" }) => `--- ${client}, ${scenario}\n${reason}`)
    .join("\n\n");
}
