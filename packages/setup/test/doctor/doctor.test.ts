import { expect, test } from "vitest";
import type { DiagnosisOptions, Workload } from "../../src/index.ts";
import { apply, doctor, renderDoctor, renderVerify, verify } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { aBench } from "../fakes/setup.ts";

function diagnosis({ options }: ReturnType<typeof aBench>, changes: Partial<DiagnosisOptions> = {}): DiagnosisOptions {
  const { configuration, operators, fetch, clock } = options;
  return { configuration, operators, ...(fetch ? { fetch } : {}), ...(clock ? { clock } : {}), ...changes };
}

test("without anybody, everything is skipped, each with the sign-in that is missing, and nothing is called right", async () => {
  const bench = aBench();
  const report = await doctor(diagnosis(bench, { operators: {} }));
  expect(new Set(report.checks.map(({ state }) => state))).toEqual(new Set(["skipped"]));
  const missing = report.checks.map((check) => check.missing ?? "").join("\n");
  expect(missing).toContain(`az login --tenant ${contoso}`);
  expect(missing).toContain(`az login --tenant ${fabrikam}`);
  expect(missing).toContain("identity endpoint");
  expect(renderDoctor(report)).toMatch(/^Nobody could look: nothing is known\./);
});

test("on a directory where nothing is made, the application is named first, with one command that makes it", async () => {
  const bench = aBench();
  const { cause, ok } = await doctor(diagnosis(bench));
  expect(ok).toBe(false);
  expect(cause).toMatchObject({
    id: "application.exists",
    state: "fail",
    vantage: "home",
    wanted: "orders-cross-tenant",
    saw: "none",
    repair: { command: "tegata apply --side home", by: "the home administrator" },
  });
});

test("after apply, the administrators find nothing wrong; the commands name the file that was given", async () => {
  const bench = aBench();
  await apply(bench.options);
  expect((await doctor(diagnosis(bench))).cause).toBeUndefined();
  const words = { program: "npx tegata", file: "my app/tegata.yaml" };
  const broken = aBench();
  const { cause } = await doctor(diagnosis(broken, { words }));
  expect(cause?.repair?.command).toBe("npx tegata apply --side home --file 'my app/tegata.yaml'");
});

/** A workload whose hops all fail in one way. */
function failing(error: object): Workload {
  return {
    isOnHost: true,
    isVirtualMachine: false,
    hasProjectedToken: false,
    hostName: "app-orders",
    settings: { applicationId: "44444444-4444-4444-8444-444444444444" },
    takeHops: async () => ({ error: { message: "", fix: "", ids: {}, ...error } as never }),
  };
}

test("the workload alone names what its host refuses", async () => {
  const bench = aBench();
  const workload = failing({
    code: "identity.refused",
    hop: 1,
    status: 400,
    message: "answered 400: No User Assigned or Delegated Managed Identity found",
  });
  const { cause, vantages } = await doctor(diagnosis(bench, { operators: {}, workload }));
  expect(cause).toMatchObject({ id: "identity.assigned", vantage: "workload" });
  expect(vantages.map(({ looked }) => looked)).toEqual([true, false, false]);
});

test("a throttled identity endpoint is pending, with the moment when it should be over", async () => {
  const bench = aBench();
  const workload = failing({ code: "identity.throttled", hop: 1, status: 429, retryAfterMs: 45_000 });
  const { cause } = await doctor(diagnosis(bench, { operators: {}, workload }));
  expect(cause).toMatchObject({
    id: "identity.endpoint",
    state: "pending",
    until: new Date(bench.clock.nowMs() + 45_000).toISOString().replace(/\.\d+/, ""),
    repair: { command: "tegata verify --wait 45" },
  });
});

test("verify without a workload proves nothing and says what it takes", async () => {
  const bench = aBench();
  const report = await verify(diagnosis(bench, { operators: {} }));
  expect(report).toMatchObject({ ok: false, proofs: [{ state: "not proven", subject: "hop 1" }] });
  expect(renderVerify(report)).toMatch(/^Nothing failed, but the chain is not proven\./);
});

test("where the resource group is gone, the repair makes it first, for setup makes none", async () => {
  const bench = aBench();
  await apply(bench.options);
  const send = bench.options.fetch ?? fetch;
  const withoutGroup: NonNullable<DiagnosisOptions["fetch"]> = async (url, init) =>
    url.toLowerCase().includes("/resourcegroups/rg-app/")
      ? Response.json({ error: { code: "ResourceGroupNotFound", message: "no rg-app" } }, { status: 404 })
      : send(url, init);
  const { checks } = await doctor(diagnosis(bench, { fetch: withoutGroup }));
  expect(checks.find(({ id }) => id === "identity.exists")).toMatchObject({
    state: "fail",
    says: "the resource group rg-app is gone, with all that was in it",
    repair: {
      command: expect.stringMatching(
        /az group create --name rg-app --location \w+ && tegata apply --side home$/,
      ) as string,
      by: "the home administrator",
    },
  });
});
