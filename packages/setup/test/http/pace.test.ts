import { expect, test } from "vitest";
import { Gate, paceFor } from "../../src/http/pace.ts";
import { FakeClock } from "../fakes/clock.ts";

test("a gate lets so many in, and the next when one leaves", async () => {
  const gate = new Gate(2);
  const [first] = await Promise.all([gate.enter(), gate.enter()]);
  let isIn = false;
  const third = gate.enter().then((leave) => {
    isIn = true;
    return leave;
  });
  await Promise.resolve();
  expect(isIn).toBe(false);
  first?.();
  first?.();
  (await third)();
  expect(isIn).toBe(true);
});

test("writes beyond the burst wait for their turn on the clock; reads do not", async () => {
  const clock = new FakeClock();
  const pace = paceFor({ burst: 2, perSecond: 4 }, { gate: new Gate(9), clock, signal: undefined });
  for (const method of ["PUT", "GET", "PATCH", "GET"]) (await pace.admit(method))();
  expect(clock.sleptMs).toEqual([]);
  (await pace.admit("DELETE"))();
  (await pace.admit("POST"))();
  expect(clock.sleptMs).toEqual([250, 250]);
});
