// Laws over random starting directories and random calls that fail: what must show of setup, whatever it meets.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { apply, destroy, parseConfiguration, plan, SetupError } from "../../src/index.ts";
import type { Answer } from "../fakes/answers.ts";
import { refusal } from "../fakes/answers.ts";
import type { FakeAzure } from "../fakes/azure.ts";
import { contoso, contosoSubscription, fabrikam, fabrikamSubscription, storageAccount } from "../fakes/ids.ts";
import { picture } from "../fakes/picture.ts";
import { aBench, anAzure, identityId, orders, sites } from "../fakes/setup.ts";

/** What other people may have left in the two directories before. */
interface Start {
  readonly hostIdentity: "none" | "system" | "other" | "both";
  readonly identity: boolean;
  readonly application: "none" | "adopted" | "adopted, other settings";
  readonly credential: "none" | "same pair" | "another";
  readonly principal: boolean;
  readonly assignment: "none" | "same" | "wider" | "other role";
  /** Application settings of the host: those of another configuration, those of another app, or none. */
  readonly settings: "none" | "their own" | "another configuration's";
}

const starts: fc.Arbitrary<Start> = fc.record({
  hostIdentity: fc.constantFrom("none", "system", "other", "both"),
  identity: fc.boolean(),
  application: fc.constantFrom("none", "adopted", "adopted, other settings"),
  credential: fc.constantFrom("none", "same pair", "another"),
  principal: fc.boolean(),
  assignment: fc.constantFrom("none", "same", "wider", "other role"),
  settings: fc.constantFrom("none", "their own", "another configuration's"),
});

const other = `${identityId}-other`;

const settingsBefore: Readonly<Record<Start["settings"], Readonly<Record<string, string>> | undefined>> = {
  none: undefined,
  "their own": { PORT: "8080", GREETING: "hello" },
  "another configuration's": {
    PORT: "8080",
    TEGATA_HOME_TENANT_ID: contoso,
    TEGATA_APPLICATION_CLIENT_ID: "0a11ce00-0000-4000-8000-00000000000a",
    TEGATA_RESOURCE_TENANT_ID: fabrikam,
  },
};

function hostsOf(azure: FakeAzure, { hostIdentity, settings }: Start): void {
  const before = settingsBefore[settings];
  if (before !== undefined) azure.resourceManager.settings.set(`${sites}/app-orders`.toLowerCase(), { ...before });
  azure.resourceManager.resources.set(other.toLowerCase(), { id: other, body: { id: other } });
  const userAssignedIdentities = { [other]: {} };
  const identities = {
    none: undefined,
    system: { type: "SystemAssigned" },
    other: { type: "UserAssigned", userAssignedIdentities },
    both: { type: "SystemAssigned, UserAssigned", userAssignedIdentities },
  } as const;
  azure.resourceManager.addHost(`${sites}/app-orders`, identities[hostIdentity]);
}

function identityOf(azure: FakeAzure): void {
  azure.resourceManager.resources.set(identityId.toLowerCase(), {
    id: identityId,
    body: {
      id: identityId,
      name: "id-orders",
      location: "japaneast",
      tags: { team: "shop" },
      properties: { tenantId: contoso, principalId: azure.ids.next("b0"), clientId: azure.ids.next("1d") },
    },
  });
}

function resourceSide(azure: FakeAzure, appId: string, start: Start): void {
  if (!start.principal) return;
  const id = azure.ids.next("e0");
  const common = { tenantId: fabrikam, accountEnabled: true, appOwnerOrganizationId: contoso, tags: ["theirs"] };
  azure.graph.servicePrincipals.push({ id, appId, ...common });
  if (start.assignment === "none") return;
  const role =
    start.assignment === "other role" ? "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" : "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
  azure.resourceManager.addAssignment(fabrikam, {
    name: "8b9c0000-0000-4000-8000-000000000001",
    properties: {
      scope: start.assignment === "wider" ? storageAccount.split("/providers/")[0] : storageAccount,
      principalId: id,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      description: null,
      condition: null,
    },
  });
}

function benchOf(start: Start): ReturnType<typeof aBench> {
  const azure = anAzure();
  hostsOf(azure, start);
  if (start.identity) identityOf(azure);
  if (start.application === "none") return aBench(azure);
  const settings =
    start.application === "adopted"
      ? {
          displayName: "orders-cross-tenant",
          signInAudience: "AzureADMultipleOrgs",
          servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
        }
      : { displayName: "old", passwordCredentials: [{ keyId: "1" }] };
  const application = azure.graph.addApplication(contoso, settings);
  const subject = start.credential === "same pair" ? "system:serviceaccount:shop:orders" : "somebody:else";
  const credential = {
    issuer: "https://oidc.example/shop",
    subject,
    audiences: ["api://AzureADTokenExchange"],
    description: null,
  };
  if (start.credential !== "none") application.credentials.push({ id: "f1c", name: "by-hand", ...credential });
  resourceSide(azure, application.appId, start);
  const text = orders.replace("name: orders-cross-tenant", `name: orders-cross-tenant, clientId: ${application.appId}`);
  return aBench(azure, parseConfiguration(text));
}

/** Everything that carries no mark of ours, as it stands: what setup may add to is left out. */
function theirs(azure: FakeAzure): unknown {
  const { graph, resourceManager } = azure;
  const isTheirs = (one: Readonly<Record<string, unknown>>): boolean =>
    !JSON.stringify(one["tags"] ?? []).includes("tegata");
  const marked = (description: unknown): boolean => String(description).startsWith("Managed by Tegata");
  return structuredClone({
    credentials: graph.applications
      .flatMap(({ credentials }) => credentials)
      .filter((one) => !marked(one["description"])),
    secrets: graph.applications.map((one) => one["passwordCredentials"]).filter((one) => (one as unknown[]).length > 0),
    principals: graph.servicePrincipals.filter(isTheirs),
    assignments: resourceManager.assignments.filter(({ properties }) => !marked(properties["description"])),
    identities: [...resourceManager.resources.values()].filter(
      ({ id, body }) => id.includes("userAssignedIdentities") && isTheirs(body),
    ),
    otherOnHosts: [...resourceManager.resources.values()]
      .filter(({ body }) => JSON.stringify(body["identity"] ?? "").includes(other))
      .map(({ id }) => id),
  });
}

test("law: plan after apply is empty, apply twice equals once, and nothing without our mark changes", async () => {
  await fc.assert(
    fc.asyncProperty(starts, async (start) => {
      const { azure, options } = benchOf(start);
      const before = theirs(azure);
      await apply(options);
      expect(theirs(azure)).toEqual(before);
      const once = picture(azure);
      const writes = azure.writes.length;
      expect((await plan(options)).changes.filter(({ action }) => action !== "keep")).toEqual([]);
      await apply(options);
      expect(azure.writes).toHaveLength(writes);
      expect(picture(azure)).toEqual(once);
    }),
    { numRuns: 120 },
  );
});

test("law: a crash after any request, then apply, comes to the same end", async () => {
  await fc.assert(
    fc.asyncProperty(starts, fc.nat({ max: 40 }), async (start, crashAt) => {
      const whole = benchOf(start);
      await apply(whole.options);
      const cut = benchOf(start);
      cut.azure.before = (_request, call): undefined => {
        if (call > crashAt) throw new TypeError("the process is gone");
      };
      const once = { attempts: 1, firstDelayMs: 1, longestDelayMs: 1, longestRetryAfterMs: 1 };
      const died = await apply({ ...cut.options, retryPolicy: once }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(died === undefined || died instanceof SetupError).toBe(true);
      cut.azure.before = () => undefined;
      await apply(cut.options);
      expect(withoutIds(cut.azure)).toEqual(withoutIds(whole.azure));
    }),
    { numRuns: 120 },
  );
});

/** Ids and the order of creation depend on how many were made before; what there is does not. */
function withoutIds(azure: FakeAzure): unknown {
  const guids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const known = new Set<string>([contoso, fabrikam, contosoSubscription, fabrikamSubscription]);
  const texts = Object.values(picture(azure)).map((list) =>
    list.map((one) => JSON.stringify(one).replaceAll(guids, (id) => (known.has(id) ? id : "id"))).sort(),
  );
  return texts;
}

test("law: destroy after apply restores what was there; of an adopted application, what was brought in line stays", async () => {
  await fc.assert(
    fc.asyncProperty(starts, fc.boolean(), async (start, sets) => {
      // Settings of another configuration are overwritten on request, and nobody can tell later what they were.
      const withHostSettings = sets && start.settings !== "another configuration's";
      const { azure, options: asked } = benchOf(start);
      const options = { ...asked, withHostSettings };
      // What is adopted by name is brought in line first; from there on, all that apply adds is ours.
      const before = theirs(azure);
      const settings = (): unknown => ({ ...azure.resourceManager.settings.get(`${sites}/app-orders`.toLowerCase()) });
      const settingsThen = settings();
      const counts = (): unknown => [
        azure.graph.applications.length,
        azure.graph.applications.map(({ credentials }) => credentials.map((one) => one["name"])),
        azure.graph.servicePrincipals.length,
        azure.resourceManager.assignments.length,
        [...azure.resourceManager.resources.keys()].sort(),
      ];
      const empty = counts();
      await apply(options);
      // Which options apply was given, destroy cannot know.
      await destroy(asked);
      expect(settings()).toEqual(settingsThen);
      expect(counts()).toEqual(empty);
      expect(theirs(azure)).toEqual(before);
      expect((await destroy(options)).removals.filter(({ action }) => action === "delete")).toEqual([]);
    }),
    { numRuns: 120 },
  );
});

test("law: storms of 429 and 5xx, torn bodies, lost answers and flapping reads end in the same state", async () => {
  const troubles: readonly (() => Answer | undefined)[] = [
    () => undefined,
    () => undefined,
    () => ({ status: 429, headers: { "retry-after": "7" } }),
    () => refusal(503, "ServiceUnavailable", "try later"),
    () => refusal(500, "InternalServerError", "oops"),
    () => ({ status: 200, body: '{"torn": ' }),
    () => {
      throw new TypeError("terminated");
    },
  ];
  const storm = fc.array(fc.nat({ max: troubles.length - 1 }), { maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(starts, storm, fc.boolean(), async (start, calls, isLost) => {
      const bench = benchOf(start);
      const trouble = (_request: unknown, call: number): Answer | undefined => troubles[calls[call - 1] ?? 0]?.();
      bench.azure[isLost ? "after" : "before"] = trouble;
      const patient = { attempts: 200, firstDelayMs: 500, longestDelayMs: 1_000, longestRetryAfterMs: 60_000 };
      await apply({ ...bench.options, retryPolicy: patient });
      bench.azure.before = () => undefined;
      bench.azure.after = () => undefined;
      expect((await plan(bench.options)).changes.filter(({ action }) => action !== "keep")).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test("law: reads that flap between there and not there make nothing twice, and end in the same state", async () => {
  const misses = fc.array(fc.boolean(), { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(misses, fc.boolean(), async (calls, hasBoth) => {
      const bench = aBench();
      const { home } = bench.options.operators;
      await apply({ ...bench.options, ...(hasBoth || !home ? {} : { operators: { home } }) });
      const from = bench.azure.requests.length;
      bench.azure.before = ({ method, path }, call) =>
        method === "GET" && (calls[call - from - 1] ?? false) && path.startsWith("/v1.0/")
          ? refusal(404, "Request_ResourceNotFound", "not here yet")
          : undefined;
      await apply(bench.options).catch((error: unknown) => {
        // Looking may find nothing where something is; then nothing has been written.
        if (!(error instanceof SetupError)) throw error;
      });
      bench.azure.before = () => undefined;
      await apply(bench.options);
      const { graph, resourceManager } = bench.azure;
      expect([graph.applications.length, graph.servicePrincipals.length]).toEqual([1, 1]);
      expect([graph.applications[0]?.credentials.length, resourceManager.assignments.length]).toEqual([2, 2]);
      expect((await plan(bench.options)).changes.filter(({ action }) => action !== "keep")).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
