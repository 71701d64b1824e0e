import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Chain } from "./a-chain.ts";
import { aChain } from "./a-chain.ts";
import type { Attempt } from "./attempt.ts";
import { attempt, heal, prepare } from "./attempt.ts";
import { breaks } from "./breaks/all.ts";
import { settingBreaks } from "./breaks/settings.ts";
import type { Break } from "./breaks/break.ts";
import type { Row } from "./matrix.ts";
import { matrixPage } from "./matrix.ts";
import { doctor, verify } from "@tegata/setup";

let chain: Chain;
beforeAll(async () => {
  chain = await aChain();
});
afterAll(() => chain.emulator[Symbol.asyncDispose]());

const rows: Row[] = [];

function aloneOf({ alone, check }: Break): string | undefined {
  return alone === undefined ? check : (alone ?? undefined);
}

function expectRight(one: Break, { named, says, alone, healing }: Attempt): void {
  expect(named).toBe(one.check);
  expect(says).toMatch(one.says ?? /./);
  expect(alone).toBe(aloneOf(one));
  expect(healing.works).toBe(one.repairs !== 0);
}

test("the chain works before anything is broken, and the doctor finds nothing", async () => {
  prepare(chain, "service principal first");
  expect((await doctor(chain.options())).cause).toBeUndefined();
  expect((await verify(chain.options(["workload"]))).ok).toBe(true);
});

test.each(breaks)("when $name, $check is named first and what is printed repairs it", async (one) => {
  const done = await attempt(chain, one, "service principal first");
  expectRight(one, done);
  rows.push({ one, attempt: done });
});

const ofExchange = breaks.filter(({ check }) =>
  /^(application|credential|principal|settings\.application)/.test(check),
);

test.each(ofExchange)("when $name, it is the same where the credential is looked at first", async (one) => {
  expectRight(one, await attempt(chain, one, "credential first"));
});

const onHost = settingBreaks.filter(({ by }) => by === "Resource Manager");

test.each(onHost)("when $name, home's administrator alone sees it in the host's settings", async (one) => {
  prepare(chain, "service principal first");
  await one.does(chain);
  const { cause } = await doctor(chain.options(["home"]));
  expect(cause).toMatchObject({
    id: one.check,
    vantage: "home",
    about: "appService app-orders",
    repair: { command: "tegata apply --side home --set-app-settings", by: "the home administrator" },
  });
});

const otherwiseNamed = settingBreaks.filter(({ alone }) => alone !== undefined);

test.each(otherwiseNamed)(
  "when $name, the repair for $alone that is printed on the host alone repairs it too",
  async (one) => {
    prepare(chain, "service principal first");
    await one.does(chain);
    const { works } = await heal(chain, await doctor(chain.options(["workload"])), 1);
    expect(works).toBe(true);
  },
);

test("at least 40 ways to break are tried, and three quarters are named from the workload alone", () => {
  expect(rows.length).toBeGreaterThanOrEqual(40);
  const alone = rows.filter(({ one, attempt: { named, alone: seen } }) => seen === named || seen === one.alone);
  expect(alone.length / rows.length).toBeGreaterThanOrEqual(0.75);
});

test("the table in the docs is what happened", async () => {
  const page = fileURLToPath(new URL("../../../../docs/diagnosis-matrix.md", import.meta.url));
  await expect(matrixPage(rows)).toMatchFileSnapshot(page);
});
