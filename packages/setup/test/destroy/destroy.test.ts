import { describe, expect, test } from "vitest";
import { apply, destroy, parseConfiguration, renderDestroy } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { picture } from "../fakes/picture.ts";
import { aBench, anAzure, identityId, orders, sites } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

describe("destroy", () => {
  test("after apply, leaves both directories as they were before", async () => {
    const { azure, options } = aBench();
    const before = picture(azure);
    await apply(options);
    const { remains } = await destroy(options);
    // A host that had no identity says so now.
    const app = azure.resourceManager.resources.get(`${sites}/app-orders`.toLowerCase());
    expect(app?.body["identity"]).toEqual({ type: "None" });
    delete app?.body["identity"];
    const vm = [...azure.resourceManager.resources.values()].find(({ id }) => id.endsWith("/vm-batch"));
    Object.assign(vm?.body["identity"] as object, { principalId: "0b1ec7d0-0000-4000-8000-000000000001" });
    expect(picture(azure)).toEqual(before);
    expect(remains).toEqual([]);
  });

  test("goes in reverse: roles, service principal, trusts, hosts, application, identity", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const from = azure.writes.length;
    await destroy(options);
    const kinds = azure.writes.slice(from).map(({ method, path }) => {
      const kind =
        /roleAssignments|federatedIdentityCredentials|userAssignedIdentities|servicePrincipals|applications|sites|virtualMachines/.exec(
          path,
        )?.[0];
      return `${method} ${path.includes("federated") ? "federatedIdentityCredentials" : kind}`;
    });
    expect(kinds).toEqual([
      "DELETE roleAssignments",
      "DELETE roleAssignments",
      "DELETE servicePrincipals",
      "DELETE federatedIdentityCredentials",
      "DELETE federatedIdentityCredentials",
      "PATCH sites",
      "PATCH virtualMachines",
      "DELETE applications",
      "DELETE userAssignedIdentities",
    ]);
  });

  test("twice is as good as once, and a dry run writes nothing", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const writes = azure.writes.length;
    const dry = await destroy({ ...options, dryRun: true });
    expect(azure.writes).toHaveLength(writes);
    expect(dry.removals).toHaveLength(9);
    const done = await destroy(options);
    expect(done.removals).toEqual(dry.removals);
    expect((await destroy(options)).removals).toEqual([]);
  });

  test("keeps an identity, an application, a service principal and an assignment that others made", async () => {
    const { azure, options } = aBench();
    const { applicationClientId } = await apply(options);
    for (const one of azure.graph.applications) one["tags"] = [];
    for (const one of azure.graph.servicePrincipals) one["tags"] = [];
    for (const one of azure.resourceManager.assignments) one.properties["description"] = null;
    const identity = azure.resourceManager.resources.get(identityId.toLowerCase());
    Object.assign(identity?.body ?? {}, { tags: {} });
    const text = orders.replace(
      "name: orders-cross-tenant",
      `name: orders-cross-tenant, clientId: ${applicationClientId}`,
    );
    const { removals, remains } = await destroy({ ...options, configuration: parseConfiguration(text) });
    const byKind = (all: typeof removals): string[] => [...new Set(all.map(({ kind }) => kind))].sort();
    expect(byKind(removals.filter(({ action }) => action === "delete"))).toEqual(["federatedIdentityCredential"]);
    expect(byKind(remains)).toEqual([
      "application",
      "hostIdentity",
      "roleAssignment",
      "servicePrincipal",
      "userAssignedIdentity",
    ]);
    expect(azure.graph.applications[0]?.credentials).toEqual([]);
    expect(azure.resourceManager.assignments).toHaveLength(2);
  });

  test("of one side leaves the other, and says what remains there", async () => {
    const { azure, options } = aBench();
    const { applicationClientId } = await apply(options);
    const outcome = await destroy({
      ...options,
      operators: { resource: anOperator(fabrikam) },
      ...(applicationClientId ? { applicationId: applicationClientId } : {}),
    });
    expect(azure.graph.servicePrincipals).toEqual([]);
    expect(azure.graph.applications).toHaveLength(1);
    expect(new Set(outcome.remains.map(({ tenantId, action }) => `${tenantId} ${action}`))).toEqual(
      new Set([`${contoso} blocked`]),
    );
    expect(renderDestroy(outcome)).toContain("3 deleted, 0 not ours, 6 waiting");
  });

  test("removes roles and trusts of ours that the file names no more", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const fewer = parseConfiguration(
      orders.replace(/ {6}- \{ role: Foundry User.*\n/, "").replace(/ {4}- \{ issuer.*\n/, ""),
    );
    await destroy({ ...options, configuration: fewer });
    expect(azure.resourceManager.assignments).toEqual([]);
    expect(azure.graph.applications).toEqual([]);
  });

  test("does not mind a host that is gone", async () => {
    const azure = anAzure();
    const { options } = aBench(azure);
    await apply(options);
    azure.resourceManager.resources.delete(`${sites}/app-orders`.toLowerCase());
    expect((await destroy(options)).remains).toEqual([]);
    expect(azure.resourceManager.resources.has(identityId.toLowerCase())).toBe(false);
  });
});
