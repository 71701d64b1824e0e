// What a measurement comes to, and whether it is good enough.

export type Goal =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly exactly: number }
  /** Printed beside the others, and held against nothing. */
  | { readonly none: "for comparison" };

export interface Result {
  readonly name: string;
  /** The figure that the goal is about, such as a ratio taken within one run. */
  readonly figure: number;
  readonly unit: string;
  readonly goal: Goal;
  /** Raw samples by what they are of, in the order in which they were taken. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

export function isMet({ figure, goal }: Result): boolean {
  if ("none" in goal) return true;
  if ("atMost" in goal) return figure <= goal.atMost;
  return "atLeast" in goal ? figure >= goal.atLeast : figure === goal.exactly;
}

export function goalText(goal: Goal): string {
  if ("none" in goal) return "nothing: for comparison";
  if ("atMost" in goal) return `at most ${goal.atMost.toLocaleString("en-US")}`;
  return "atLeast" in goal ? `at least ${goal.atLeast.toLocaleString("en-US")}` : `exactly ${goal.exactly}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Median over the rounds of one / other, taken round by round: a slow moment of the machine hits both. */
export function medianRatio(one: readonly number[], other: readonly number[]): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}
