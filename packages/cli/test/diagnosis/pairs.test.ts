import { afterAll, beforeAll, expect, test } from "vitest";
import type { Chain } from "./a-chain.ts";
import { aChain } from "./a-chain.ts";
import { allPairs, judgePair } from "./pairs.ts";

let chain: Chain;
beforeAll(async () => {
  chain = await aChain();
});
afterAll(() => chain.emulator[Symbol.asyncDispose]());

// All of them take minutes: with TEGATA_ALL_PAIRS=1. Otherwise a few, spread evenly over the whole.
const every = process.env["TEGATA_ALL_PAIRS"] ? 1 : 67;
const sample = allPairs()
  .filter((_pair, index) => index % every === 0)
  .map(([one, other]) => ({ one, other }));

test.each(sample)("when $one.name and $other.name, the first to repair is named first and both heal", async (pair) => {
  const outcome = await judgePair(chain, [pair.one, pair.other], "service principal first");
  expect(outcome === "not both" ? undefined : outcome).toBeUndefined();
});
