import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, plan } from "../../src/index.ts";
import { refusal, type Answer } from "../fakes/answers.ts";
import type { Disturbance } from "../fakes/azure.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { aBench, anAzure } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

/** The first so many requests that match get another answer. */
function firstTimes(count: number, pattern: RegExp, answer: Answer): Disturbance {
  let left = count;
  return ({ method, path }) => {
    if (left === 0 || !pattern.test(`${method} ${path}`)) return undefined;
    left -= 1;
    return answer;
  };
}

const throttled = { status: 429, headers: { "retry-after": "10" } };
const principalNotFound = refusal(400, "PrincipalNotFound", "Principal e0 does not exist in the directory.");

async function isDone(bench: ReturnType<typeof aBench>): Promise<boolean> {
  bench.azure.before = () => undefined;
  bench.azure.after = () => undefined;
  const writes = bench.azure.writes.length;
  const { changes } = await plan(bench.options);
  return bench.azure.writes.length === writes && changes.every(({ action }) => action === "keep");
}

describe("apply, against services that are slow to agree", () => {
  test("waits for a service principal to reach Resource Manager, and says why, since when and until when", async () => {
    const bench = aBench();
    bench.azure.before = firstTimes(3, /PUT .*storageAccounts.*roleAssignments/, principalNotFound);
    await apply(bench.options);
    const waits = bench.events.filter(({ type }) => type === "waiting");
    const reason = "the service principal has not reached Resource Manager yet";
    expect(waits.map((event) => ({ ...event, address: "" }))).toEqual(
      [
        [0, 2_000],
        [2_000, 4_000],
        [6_000, 8_000],
      ].map(([elapsedMs, nextTryInMs]) => ({
        type: "waiting",
        tenantId: fabrikam,
        address: "",
        reason,
        elapsedMs,
        limitMs: 180_000,
        nextTryInMs,
      })),
    );
    expect(await isDone(bench)).toBe(true);
  });

  test("gives up on a principal that never arrives after three minutes, with the service's own words as cause", async () => {
    const bench = aBench();
    bench.azure.before = firstTimes(Infinity, /PUT .*storageAccounts.*roleAssignments/, principalNotFound);
    const start = bench.clock.nowMs();
    await expect(apply(bench.options)).rejects.toMatchObject({
      code: "propagation.timeout",
      cause: { serviceCodes: ["PrincipalNotFound"] },
    });
    expect(bench.clock.nowMs() - start).toBe(180_000);
  });

  test("waits for the application to be known in the other directory, and below its own path", async () => {
    const bench = aBench();
    const missing = bench.azure.graph.noBackingApplication("x");
    const servicePrincipals = firstTimes(2, /POST .*servicePrincipals/, missing);
    const notYet = refusal(404, "Request_ResourceNotFound", "m");
    const credentials = firstTimes(2, /POST .*federatedIdentityCredentials/, notYet);
    bench.azure.before = (request, call) => servicePrincipals(request, call) ?? credentials(request, call);
    await apply(bench.options);
    expect(new Set(bench.events.flatMap((event) => (event.type === "waiting" ? [event.reason] : [])))).toEqual(
      new Set([
        "the application is not known in this directory yet",
        "the application has not reached every copy of the directory yet",
      ]),
    );
    expect(await isDone(bench)).toBe(true);
  });

  test("waits only a minute for a client id that nobody has seen as an application", async () => {
    const bench = aBench();
    const start = bench.clock.nowMs();
    const applicationId = "99999999-0000-4000-8000-000000000009" as never;
    const operators = { resource: anOperator(fabrikam) };
    await expect(apply({ ...bench.options, operators, applicationId })).rejects.toMatchObject({
      code: "propagation.timeout",
    });
    expect(bench.clock.nowMs() - start).toBe(60_000);
  });

  test("waits for a host that answers 202 and takes its time", async () => {
    const bench = aBench();
    bench.azure.before = firstTimes(2, /PATCH .*sites/, { status: 202 });
    await apply(bench.options);
    expect(bench.events.some((event) => event.type === "waiting" && event.reason.includes("host"))).toBe(true);
    expect(await isDone(bench)).toBe(true);
  });

  test("takes 403 for a foreign application as final, tells which role is needed, and writes no role", async () => {
    const bench = aBench();
    const denied = refusal(
      403,
      "Authorization_RequestDenied",
      "When using this permission, the backing application of the service principal being created must in the local tenant",
    );
    bench.azure.before = firstTimes(Infinity, /POST .*servicePrincipals/, denied);
    await expect(apply(bench.options)).rejects.toMatchObject({
      code: "permission.denied",
      fix: expect.stringContaining("Cloud Application Administrator"),
    });
    expect(
      bench.azure.requests.filter(({ method, path }) => method === "POST" && path.includes("servicePrincipals")),
    ).toHaveLength(1);
    expect(bench.azure.resourceManager.assignments).toEqual([]);
    expect(bench.clock.sleptMs).toEqual([]);
  });

  test("finishes home's half although the other directory refuses", async () => {
    const bench = aBench();
    bench.azure.before = ({ tenantId }) =>
      tenantId === fabrikam ? refusal(403, "Authorization_RequestDenied", "no") : undefined;
    await expect(apply(bench.options)).rejects.toMatchObject({ code: "permission.denied" });
    bench.azure.before = () => undefined;
    const { changes } = await plan({ ...bench.options, operators: { home: anOperator(contoso) } });
    expect(changes.filter(({ tenantId, action }) => tenantId === contoso && action !== "keep")).toEqual([]);
  });
});

describe("apply, when somebody else is at it too", () => {
  test("adopts a role assignment that appeared between look and write, instead of taking 409 for success", async () => {
    const bench = aBench();
    const { azure } = bench;
    let isDone = false;
    azure.before = ({ method, path, body }) => {
      if (isDone || method !== "PUT" || !path.includes("roleAssignments")) return undefined;
      isDone = true;
      const scope = path.slice(0, path.indexOf("/providers/Microsoft.Authorization"));
      const properties = { ...(body["properties"] as object), scope };
      azure.resourceManager.addAssignment(fabrikam, { name: "8b9c0000-0000-4000-8000-000000000001", properties });
      return undefined;
    };
    const outcome = await apply(bench.options);
    expect(outcome.steps.filter(({ result }) => result === "adopted").map(({ change }) => change.kind)).toEqual([
      "roleAssignment",
    ]);
    expect(outcome.resources[0]?.grants[0]?.assignmentId).toContain("8b9c0000");
  });

  test("reads what an upsert found (204), or what a creation ran into (409), and grants to that", async () => {
    const bench = aBench();
    const { graph } = bench.azure;
    const uniqueName = "tegata-orders-cross-tenant";
    bench.azure.before = ({ method, path }) => {
      if (method === "PATCH" && path.endsWith(`(uniqueName='${uniqueName}')`)) {
        graph.addApplication(contoso, { uniqueName });
      }
      const appId = graph.applications[0]?.appId ?? "";
      if (method === "POST" && path.endsWith("/servicePrincipals") && graph.servicePrincipals.length === 0) {
        const id = "5e11ce00-0000-4000-8000-000000000001";
        graph.servicePrincipals.push({ id, tenantId: fabrikam, appId, accountEnabled: true });
      }
      return undefined;
    };
    const outcome = await apply(bench.options);
    expect(graph.applications).toHaveLength(1);
    expect(graph.servicePrincipals).toHaveLength(1);
    expect(outcome.applicationClientId).toBe(graph.applications[0]?.appId);
    expect(outcome.resources[0]?.servicePrincipalObjectId).toBe(graph.servicePrincipals[0]?.id);
    expect(await isDone(bench)).toBe(true);
  });

  test("does not take 409 for success while the assignment cannot be found", async () => {
    const bench = aBench();
    bench.azure.before = firstTimes(Infinity, /PUT .*roleAssignments/, refusal(409, "RoleAssignmentExists", "exists"));
    await expect(apply(bench.options)).rejects.toMatchObject({ code: "propagation.timeout" });
  });
});

describe("apply, cut off", () => {
  test("after any one call, before or after the service did its work, the next apply ends in the same state", async () => {
    const whole = aBench();
    await apply(whole.options);
    const calls = whole.azure.requests.length;
    const end = (bench: ReturnType<typeof aBench>): unknown => [
      bench.azure.graph.applications.length,
      bench.azure.graph.applications[0]?.credentials.length,
      bench.azure.graph.servicePrincipals.length,
      bench.azure.resourceManager.assignments.length,
      [...bench.azure.resourceManager.resources.keys()].sort(),
    ];
    for (const moment of ["before", "after"] as const) {
      for (let crashAt = 1; crashAt <= calls; crashAt += 1) {
        const bench = aBench();
        // From that call on the process is gone: nothing it sends arrives any more.
        const gone: Disturbance = (_request, call) => {
          if (moment === "before" ? call < crashAt : call !== crashAt) return undefined;
          throw new RangeError("the process is gone");
        };
        const dead: Disturbance = (_request, call) => {
          if (call <= crashAt) return undefined;
          throw new RangeError("the process is gone");
        };
        bench.azure[moment] = gone;
        if (moment === "after") bench.azure.before = dead;
        const options = { ...bench.options, retryPolicy: { ...noRetry } };
        await expect(apply(options)).rejects.toMatchObject({ code: "network.failed" });
        bench.azure.before = () => undefined;
        bench.azure.after = () => undefined;
        await apply(bench.options);
        expect(end(bench), `crash ${moment} call ${crashAt}`).toEqual(end(whole));
        expect(await isDone(bench), `crash ${moment} call ${crashAt}`).toBe(true);
      }
    }
  });

  test("by the caller's own wish: a typed error, and the next apply goes on", async () => {
    const bench = aBench();
    const stop = new AbortController();
    bench.azure.before = (_request, call) => {
      if (call === 7) stop.abort();
      return undefined;
    };
    await expect(apply({ ...bench.options, signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
    expect(bench.azure.requests.length).toBeLessThan(12);
    await apply(bench.options);
    expect(await isDone(bench)).toBe(true);
  });
});

const noRetry = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1, longestRetryAfterMs: 1 };

test("law: over random starting states and random throttling, failing and lost answers, apply ends in a plan of keep", async () => {
  const troubles: readonly (() => Answer | undefined)[] = [
    () => undefined,
    () => throttled,
    () => refusal(503, "ServiceUnavailable", "try later"),
    () => ({ status: 200, body: '{"torn": ' }),
    () => {
      throw new TypeError("fetch failed");
    },
  ];
  const trouble = fc.array(fc.nat({ max: troubles.length - 1 }), { maxLength: 60 });
  const start = fc.record({
    hasIdentity: fc.boolean(),
    hostHas: fc.constantFrom("None", "SystemAssigned", "UserAssigned"),
    lost: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(trouble, start, async (calls, { hasIdentity, hostHas, lost }) => {
      const azure = anAzure();
      for (const resource of azure.resourceManager.resources.values()) resource.body["identity"] = { type: hostHas };
      const bench = aBench(azure);
      if (hasIdentity) await apply({ ...bench.options, operators: { home: anOperator(contoso) } });
      const from = azure.requests.length;
      const disturb: Disturbance = (_request, call) => troubles[calls[call - from - 1] ?? 0]?.();
      azure[lost ? "after" : "before"] = disturb;
      const patient = { attempts: 100, firstDelayMs: 1_000, longestDelayMs: 1_000, longestRetryAfterMs: 60_000 };
      await apply({ ...bench.options, retryPolicy: patient });
      expect(await isDone(bench)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
