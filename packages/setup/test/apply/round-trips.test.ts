// The count of round trips against what forces them; `packages/setup/test/trips/print.ts` prints the trace.
import { expect, test } from "vitest";
import { apply, parseConfiguration, plan } from "../../src/index.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";
import { directoryCount, fiftyDirectories } from "../trips/fifty.ts";
import { inTrips, longestChain, nameOf } from "../trips/trips.ts";

test("apply of one pair takes the round trips that its dependencies force, and no more", async () => {
  const one = orders.replace(/ {4}- \{ issuer.*\n/, "");
  const { options, azure } = aBench(anAzure(), parseConfiguration(one));
  const { fetch, requests } = inTrips(azure.fetch);
  await apply({ ...options, fetch });
  const chain = longestChain(requests);
  expect(chain.map(({ trip }) => trip)).toEqual([1, 2, 3, 4]);
  expect(Math.max(...requests.map(({ trip }) => trip))).toBe(chain.length);
  const tripOf = (pattern: RegExp): number | undefined => requests.find((sent) => pattern.test(nameOf(sent)))?.trip;
  // 1 look; 2 identity and application; 3 credential, hosts, service principal; 4 roles (and reading the hosts back).
  expect([tripOf(/^PUT userAssignedIdentities/), tripOf(/^POST .*federatedIdentityCredentials/)]).toEqual([2, 3]);
  expect(tripOf(/^PUT roleAssignments/)).toBe(4);
});

test("a second apply and a plan look only as deep as the objects hang on each other", async () => {
  const { options, azure } = aBench();
  await apply(options);
  const { fetch, requests } = inTrips(azure.fetch);
  await plan({ ...options, fetch });
  // 1 identity, application, hosts; 2 credentials, service principal; 3 assignments; 4 what else the principal holds.
  expect(Math.max(...requests.map(({ trip }) => trip))).toBe(4);
});

test("fifty resource directories converge together, with progress, and no more requests at once than are allowed", async () => {
  const { options, azure, events, load } = fiftyDirectories();
  const outcome = await apply(options);
  expect(outcome.isComplete).toBe(true);
  expect(azure.graph.servicePrincipals).toHaveLength(directoryCount);
  expect(azure.resourceManager.assignments).toHaveLength(directoryCount);
  expect(events.filter(({ type }) => type === "finished").length).toBeGreaterThanOrEqual(2 * directoryCount);
  expect(load().most).toBeGreaterThan(4);
  expect(load().most).toBeLessThanOrEqual(16);
});
