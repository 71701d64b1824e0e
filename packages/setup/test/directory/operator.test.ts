import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { apply, plan, SetupError } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { aBench } from "../fakes/setup.ts";
import { anOperator, aToken, canary } from "../fakes/token.ts";

async function failureOf(run: Promise<unknown>): Promise<SetupError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SetupError) return error;
  throw new Error(`not a SetupError: ${inspect(error)}`);
}

describe("an operator of the wrong directory", () => {
  test.each(["home", "resource"] as const)("stops everything before the first request (%s)", async (side) => {
    const { azure, options } = aBench();
    const wrong = side === "home" ? fabrikam : contoso;
    const right = side === "home" ? contoso : fabrikam;
    const operators = { ...options.operators, [side]: anOperator(wrong) };
    for (const run of [apply, plan]) {
      const error = await failureOf(run({ ...options, operators }));
      expect(error.code).toBe("operator.wrong-directory");
      expect(error.details).toEqual({ side, wanted: right, saw: wrong });
    }
    expect(azure.requests).toEqual([]);
  });

  test("stops a run whose operator signs in elsewhere half-way", async () => {
    const { azure, options } = aBench();
    let calls = 0;
    const tokenSource = (scope: string): Promise<string> => {
      calls += 1;
      return Promise.resolve(aToken({ tid: calls > 6 ? fabrikam : contoso, aud: scope.replace(/\/\.default$/, "") }));
    };
    const operators = { ...options.operators, home: { tokenSource } };
    expect((await failureOf(apply({ ...options, operators }))).code).toBe("operator.wrong-directory");
    const toContosoAsFabrikam = azure.writes.filter(
      ({ tenantId, path }) => tenantId === fabrikam && path.includes("/applications("),
    );
    expect(toContosoAsFabrikam).toEqual([]);
  });
});

describe("an operator without a usable token", () => {
  test.each<[string, () => Promise<string>, string]>([
    [
      "cannot sign in",
      () => Promise.reject(new Error(`failed for Bearer ${canary}-secret-value`)),
      "operator.sign-in-failed",
    ],
    ["gives no token at all", () => Promise.resolve(`${canary} is not a token`), "operator.token-unreadable"],
    ["gives a token without a directory", () => Promise.resolve(aToken({ aud: "x" })), "operator.token-unreadable"],
  ])("%s: a typed error, no request, no secret in it", async (_what, tokenSource, code) => {
    const { azure, options } = aBench();
    const error = await failureOf(apply({ ...options, operators: { ...options.operators, home: { tokenSource } } }));
    expect(error.code).toBe(code);
    expect(azure.requests).toEqual([]);
    for (const text of [error.message, JSON.stringify(error), inspect(error, { depth: 9 })])
      expect(text).not.toContain(canary);
  });
});

describe("one side alone", () => {
  test("home applies its half; the other half waits for an operator", async () => {
    const { azure, options } = aBench();
    const outcome = await apply({ ...options, operators: { home: anOperator(contoso) } });
    expect(outcome.isComplete).toBe(false);
    expect(outcome.applicationClientId).toBe(azure.graph.applications[0]?.appId);
    expect(outcome.blocked.map(({ kind, action }) => [kind, action])).toEqual([
      ["servicePrincipal", "blocked"],
      ["roleAssignment", "blocked"],
      ["roleAssignment", "blocked"],
    ]);
    expect(azure.requests.filter(({ tenantId }) => tenantId !== contoso)).toEqual([]);
  });

  test("the resource side waits for home while nobody knows the client id, then goes on with it", async () => {
    const { azure, options } = aBench();
    const alone = { ...options, operators: { resource: anOperator(fabrikam) } };
    const early = await plan(alone);
    expect(early.changes.filter(({ tenantId }) => tenantId === fabrikam)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ action: "blocked", waitsFor: "the home side" })),
    );
    const home = await apply({ ...options, operators: { home: anOperator(contoso) } });
    const before = azure.requests.length;
    const applicationId = home.applicationClientId as NonNullable<typeof home.applicationClientId>;
    const outcome = await apply({ ...alone, applicationId });
    expect(outcome.resources[0]?.grants).toHaveLength(2);
    expect(new Set(azure.requests.slice(before).map(({ tenantId }) => tenantId))).toEqual(new Set([fabrikam]));
    const both = await plan(options);
    expect(new Set(both.changes.map(({ action }) => action))).toEqual(new Set(["keep"]));
  });

  test("nothing is granted to an application that another directory owns", async () => {
    const { azure, options } = aBench();
    const foreign = azure.graph.addApplication("cccccccc-0000-4000-8000-00000000000c", {
      signInAudience: "AzureADMultipleOrgs",
    });
    const error = await failureOf(
      apply({ ...options, operators: { resource: anOperator(fabrikam) }, applicationId: foreign.appId as never }),
    );
    expect(error.code).toBe("service-principal.wrong-owner");
    expect(azure.resourceManager.assignments).toEqual([]);
  });
});
