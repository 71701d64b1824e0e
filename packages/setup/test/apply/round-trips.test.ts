// How many answers must be waited for one after the other. A request that starts before another's answer came is in the
// same trip; the trace below is printed when the count is not what the dependencies force.
import { expect, test } from "vitest";
import type { ApplyOptions, ProgressEvent } from "../../src/index.ts";
import { apply, parseConfiguration, plan } from "../../src/index.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

/** Holds every answer until nothing more is asked, then lets all of them go: one round trip. */
function inTrips(fetch: NonNullable<ApplyOptions["fetch"]>): {
  readonly fetch: NonNullable<ApplyOptions["fetch"]>;
  readonly trips: string[][];
} {
  const trips: string[][] = [];
  let held: (() => void)[] = [];
  let asked: string[] = [];
  const release = async (): Promise<void> => {
    let seen = -1;
    // Everything that can go on has gone on when no microtask asks any more.
    while (seen !== asked.length) {
      seen = asked.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answers, names] = [held, asked];
    [held, asked] = [[], []];
    trips.push(names);
    for (const answer of answers) answer();
  };
  return {
    trips,
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        if (asked.length === 0) void release();
        const path = decodeURIComponent(new URL(input).pathname);
        asked.push(`${init.method} ${path.split("/").slice(-2).join("/")}`);
        held.push(() => void fetch(input, init).then(resolve, reject));
      }),
  };
}

test("apply of one pair takes the round trips that its dependencies force, and no more", async () => {
  const one = orders.replace(/ {4}- \{ issuer.*\n/, "");
  const { options, azure } = aBench(anAzure(), parseConfiguration(one));
  const { fetch, trips } = inTrips(azure.fetch);
  await apply({ ...options, fetch });
  const depth = (pattern: RegExp): number => trips.findIndex((trip) => trip.some((name) => pattern.test(name)));
  const trace = trips.map((trip, index) => `${index + 1}. ${trip.join(" | ")}`);
  // 1 look; 2 identity and application; 3 credential, hosts, service principal; 4 roles (and reading the hosts back).
  expect(trace).toHaveLength(4);
  expect([depth(/^PUT userAssignedIdentities/), depth(/^POST .*federatedIdentityCredentials/)]).toEqual([1, 2]);
  expect(depth(/^PUT roleAssignments/)).toBe(3);
});

test("a second apply and a plan look only as deep as the objects hang on each other", async () => {
  const { options, azure } = aBench();
  await apply(options);
  const { fetch, trips } = inTrips(azure.fetch);
  await plan({ ...options, fetch });
  const trace = trips.map((trip, index) => `${index + 1}. ${trip.join(" | ")}`);
  // 1 identity, application, hosts; 2 credentials, service principal; 3 assignments; 4 what else the principal holds.
  expect(trace).toHaveLength(4);
});

test("fifty resource directories converge together, with progress, and no more requests at once than are allowed", async () => {
  const count = 50;
  const tenant = (index: number): string => `dddddddd-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const subscription = (index: number): string => `eeeeeeee-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const azure = anAzure();
  const blocks = Array.from({ length: count }, (_, index) => {
    azure.resourceManager.subscriptions.set(subscription(index), tenant(index));
    return `  - tenantId: ${tenant(index)}\n    grants: [{ role: Reader, scope: /subscriptions/${subscription(index)} }]\n`;
  });
  const text = `${orders.slice(0, orders.indexOf("resources:"))}resources:\n${blocks.join("")}`;
  const bench = aBench(azure, parseConfiguration(text));
  const events: ProgressEvent[] = [];
  let [now, most] = [0, 0];
  const { home } = bench.options.operators;
  const outcome = await apply({
    ...bench.options,
    operators: { ...(home ? { home } : {}), resource: (id) => anOperator(id) },
    onProgress: (event) => events.push(event),
    fetch: async (input, init) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      const answer = await azure.fetch(input, init);
      now -= 1;
      return answer;
    },
  });
  expect(outcome.isComplete).toBe(true);
  expect(azure.graph.servicePrincipals).toHaveLength(count);
  expect(azure.resourceManager.assignments).toHaveLength(count);
  expect(events.filter(({ type }) => type === "finished").length).toBeGreaterThanOrEqual(2 * count);
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(16);
});
