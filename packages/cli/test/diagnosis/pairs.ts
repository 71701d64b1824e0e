// Two breaks at once: the one that stands first in the order of repair is named first, and two rounds heal.
import { chainChecks } from "@tegata/core";
import { doctor } from "@tegata/setup";
import type { Chain } from "./a-chain.ts";
import type { Order } from "./attempt.ts";
import { heal, prepare } from "./attempt.ts";
import { breaks } from "./breaks/all.ts";
import type { Break } from "./breaks/break.ts";

export type Pair = readonly [Break, Break];

/** Those that can be repaired, in every pair. */
export function allPairs(): Pair[] {
  const repairable = breaks.filter(({ repairs }) => repairs !== 0);
  return repairable.flatMap((one, index) => repairable.slice(index + 1).map((other): Pair => [one, other]));
}

function rankOf({ check }: Break): number {
  return chainChecks.findIndex(({ id }) => id === check);
}

/** What went wrong with a pair; `undefined` when all is as it should be, `"not both"` when the second had no object left. */
export async function judgePair(chain: Chain, [one, other]: Pair, order: Order): Promise<string | undefined> {
  prepare(chain, order);
  await one.does(chain);
  try {
    await other.does(chain);
  } catch {
    return "not both";
  }
  const report = await doctor(chain.options());
  const named = report.cause?.id;
  const [first, second] = [one, other].toSorted((left, right) => rankOf(left) - rankOf(right));
  const rounds = (one.repairs ?? 1) + (other.repairs ?? 1);
  const { works, lines } = await heal(chain, report, rounds);
  // The second may have put in order, or written over, what the first broke.
  if (named === undefined && works && overwrites(one, other)) return undefined;
  const isRight = named === first?.check || (overwrites(one, other) && named === second?.check);
  if (!isRight) return `named ${named}, not ${first?.check}`;
  return works ? undefined : `not healed by ${lines.join(" ; ")}`;
}

function overwrites(one: Break, other: Break): boolean {
  if (one.hides?.test(other.check) === true || other.hides?.test(one.check) === true) return true;
  return one.by === other.by && one.check.split(".")[0] === other.check.split(".")[0];
}
