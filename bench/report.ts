import type { Result } from "./credential/result.ts";
import { goalText, isMet } from "./credential/result.ts";

/** Prints results with their raw samples, for people or as JSON; the exit code says whether every goal is met. */
export function report(results: readonly Result[], json: boolean): void {
  if (json) console.log(JSON.stringify({ schemaVersion: 1, results }, undefined, 2));
  else
    for (const result of results) {
      const { name, figure, unit, goal, samples } = result;
      console.log(`${isMet(result) ? "ok  " : "MISS"} ${name}: ${figure} ${unit}, wanted ${goalText(goal)}`);
      for (const [of, figures] of Object.entries(samples)) console.log(`       ${of}: ${figures.join(" ")}`);
    }
  process.exitCode = results.every(isMet) ? 0 : 1;
}

/** The number of rounds that was asked for; ends the process when it is none. */
export function roundsOf(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error("--rounds wants a whole number above 0");
    process.exit(64);
  }
  return rounds;
}
