// node --conditions=@tegata/source packages/cli/test/diagnosis/all-pairs.ts
// Every pair of breaks; tells those that are not named in order or not healed, and ends with 1 if there are any.
import { aChain } from "./a-chain.ts";
import { allPairs, judgePair } from "./pairs.ts";

const chain = await aChain();
const pairs = allPairs();
let [wrong, alone] = [0, 0];
for (const pair of pairs) {
  const outcome = await judgePair(chain, pair, "service principal first").catch((error: unknown) => String(error));
  if (outcome === "not both") alone += 1;
  else if (outcome !== undefined) {
    wrong += 1;
    console.log(`${pair[0].name} + ${pair[1].name}: ${outcome}`);
  }
}
console.log(
  `${pairs.length} pairs: ${pairs.length - wrong - alone} right, ${wrong} wrong, ${alone} cannot be had together`,
);
process.exitCode = wrong === 0 ? 0 : 1;
process.exit();
