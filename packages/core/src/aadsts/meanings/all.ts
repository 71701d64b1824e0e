import { aadstsCatalogue } from "../catalogue.ts";
import type { AadstsMeaning } from "../row.ts";
import { personMeanings } from "./person.ts";
import { requestMeanings } from "./request.ts";
import { workloadMeanings } from "./workload.ts";

/**
 * Every AADSTS code that can be told the meaning of: the rows that checks lead to, what else an app-only request can
 * meet, and the troubles of people that stand in the same logs.
 */
export const aadstsMeanings: ReadonlyMap<number, AadstsMeaning> = new Map(
  [...personMeanings, ...workloadMeanings, ...requestMeanings, ...aadstsCatalogue.values()].map((row) => [
    row.code,
    row,
  ]),
);
