// A read that answers "not there" for something that is, and then a creation: what others made must come out of it as it
// was. So what may be another's is made by POST, which makes or refuses, never by an upsert, which would change it.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { apply, destroy, parseConfiguration, plan, SetupError } from "../../src/index.ts";
import { refusal } from "../fakes/answers.ts";
import type { FakeAzure } from "../fakes/azure.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import type { Bench } from "../fakes/setup.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";

/** An application that is to be adopted, known in fabrikam by their own doing, with credentials of others. */
function withTheirs(credentialName: string): Bench {
  const azure = anAzure();
  const application = azure.graph.addApplication(contoso, {
    displayName: "orders-cross-tenant",
    signInAudience: "AzureADMultipleOrgs",
    servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
  });
  application.credentials.push({
    id: "f1c",
    name: credentialName,
    issuer: "https://oidc.example/shop",
    subject: "system:serviceaccount:shop:orders",
    audiences: ["api://AzureADTokenExchange"],
    description: "made by hand",
  });
  azure.graph.servicePrincipals.push({
    id: "5e11ce00-0000-4000-8000-000000000001",
    tenantId: fabrikam,
    appId: application.appId,
    accountEnabled: true,
    appOwnerOrganizationId: contoso,
    tags: ["theirs"],
    notes: "approved in ticket 4711",
  });
  const text = orders.replace("name: orders-cross-tenant", `name: orders-cross-tenant, clientId: ${application.appId}`);
  return aBench(azure, parseConfiguration(text));
}

function theirs({ graph }: FakeAzure): unknown {
  return structuredClone([
    graph.servicePrincipals,
    graph.applications.flatMap(({ credentials }) => credentials.filter(({ id }) => id === "f1c")),
  ]);
}

/** A read of Graph that shows nothing, or an empty list. */
function nothing(path: string): ReturnType<typeof refusal> {
  return path.endsWith("federatedIdentityCredentials")
    ? { status: 200, body: { value: [] } }
    : refusal(404, "Request_ResourceNotFound", "not here yet");
}

test("law: whatever reads miss, and however often after a conflict, nothing of others changes, and what is marked is removed", async () => {
  const misses = fc.array(fc.boolean(), { maxLength: 40 });
  const names = fc.constantFrom("by-hand", "tegata-88f054f7", "tegata-id-orders");
  await fc.assert(
    fc.asyncProperty(misses, names, async (calls, name) => {
      const bench = withTheirs(name);
      const before = theirs(bench.azure);
      bench.azure.before = ({ method, path }, call) =>
        method === "GET" && (calls[call - 1] ?? false) && /federatedIdentity|servicePrincipals\(/.test(path)
          ? nothing(path)
          : undefined;
      await apply(bench.options).catch((error: unknown) => {
        // Looking may end in a fault; it must not end in a change.
        if (!(error instanceof SetupError)) throw error;
      });
      expect(theirs(bench.azure)).toEqual(before);
      bench.azure.before = () => undefined;
      const again = await apply(bench.options).catch((error: unknown) => error);
      expect(theirs(bench.azure)).toEqual(before);
      // A credential of theirs under our own name for another subject is in the way, and said so.
      const isInTheWay = again instanceof SetupError && again.code === "ownership.foreign";
      expect(isInTheWay).toBe(name === "tegata-id-orders");
      const planned = await plan(bench.options);
      const left = planned.changes.filter(({ action }) => action !== "keep" && action !== "refused");
      expect(isInTheWay || left.length === 0).toBe(true);
      await destroy(bench.options);
      expect(theirs(bench.azure)).toEqual(before);
    }),
    { numRuns: 120 },
  );
});

test("a conflict that reads deny again and again is waited for, and named at the end", async () => {
  const bench = withTheirs("tegata-88f054f7");
  bench.azure.before = ({ method, path }) =>
    method === "GET" && path.endsWith("federatedIdentityCredentials") ? nothing(path) : undefined;
  await expect(apply(bench.options)).rejects.toMatchObject({
    code: "propagation.timeout",
    message: expect.stringContaining("something of that name is there but cannot be read yet"),
  });
  expect(bench.clock.sleptMs.length).toBeGreaterThan(3);
});
