// One file with fifty resource directories, each with an administrator of its own.
import type { Bench } from "../fakes/setup.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";
import { parseConfiguration } from "../../src/index.ts";
import { anOperator } from "../fakes/token.ts";

export const directoryCount = 50;

function tenant(index: number): string {
  return `dddddddd-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function subscription(index: number): string {
  return `eeeeeeee-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

export interface Load {
  readonly most: number;
  readonly requests: number;
}

export interface Fifty extends Bench {
  /** How many requests were under way at once at most, and how many there were. */
  readonly load: () => Load;
}

export function fiftyDirectories(): Fifty {
  const azure = anAzure();
  const blocks = Array.from({ length: directoryCount }, (_, index) => {
    azure.resourceManager.subscriptions.set(subscription(index), tenant(index));
    return `  - tenantId: ${tenant(index)}\n    grants: [{ role: Reader, scope: /subscriptions/${subscription(index)} }]\n`;
  });
  const text = `${orders.slice(0, orders.indexOf("resources:"))}resources:\n${blocks.join("")}`;
  const bench = aBench(azure, parseConfiguration(text));
  const { home } = bench.options.operators;
  let [now, most, requests] = [0, 0, 0];
  const fetch: Bench["options"]["fetch"] = async (input, init) => {
    [now, requests] = [now + 1, requests + 1];
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await azure.fetch(input, init);
    now -= 1;
    return answer;
  };
  const operators = { ...(home ? { home } : {}), resource: (id: string) => anOperator(id) };
  return { ...bench, options: { ...bench.options, operators, fetch }, load: () => ({ most, requests }) };
}
