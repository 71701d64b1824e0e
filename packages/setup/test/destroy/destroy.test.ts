import { describe, expect, test } from "vitest";
import { apply, destroy, parseConfiguration, renderDestroy } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { picture } from "../fakes/picture.ts";
import { refusal } from "../fakes/answers.ts";
import type { Bench } from "../fakes/setup.ts";
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

  test("leaves the application when others act as it too, says so, and removes it when they do no more", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const credentials = azure.graph.applications[0]?.credentials ?? [];
    const audiences = ["api://AzureADTokenExchange"];
    credentials.push({ id: "1", name: "other-team", issuer: "https://other.example", subject: "s", audiences });
    const dry = await destroy({ ...options, dryRun: true });
    const why = "others' federated identity credential other-team would go with it; remove that first";
    expect(dry.removals.filter(({ action }) => action === "leave")).toMatchObject([{ kind: "application", why }]);
    const { remains } = await destroy(options);
    expect(remains.map(({ kind }) => kind)).toEqual(["application"]);
    expect(credentials.map(({ name }) => name)).toEqual(["other-team"]);
    expect(renderDestroy({ removals: remains, dryRun: false })).toContain(
      `left: application orders-cross-tenant: ${why}`,
    );
    credentials.length = 0;
    expect((await destroy(options)).remains).toEqual([]);
    expect(azure.graph.applications).toEqual([]);
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
    expect(renderDestroy(outcome)).toContain("3 removed, 0 left, 6 waiting");
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

  describe("of application settings", () => {
    const site = `${sites}/app-orders`.toLowerCase();
    const theirs = { PORT: "8080" };
    const set = async (): Promise<Bench & { readonly settings: Readonly<Record<string, string>> }> => {
      const bench = aBench();
      bench.azure.resourceManager.settings.set(site, theirs);
      const { applicationSettings: settings } = await apply({ ...bench.options, withHostSettings: true });
      return { ...bench, settings };
    };

    test("takes away those that have our values, without being told that apply wrote them", async () => {
      const { azure, options, settings, events } = await set();
      const dry = await destroy({ ...options, dryRun: true });
      expect(azure.resourceManager.settings.get(site)).toEqual({ ...theirs, ...settings });
      const expected = {
        side: "home",
        tenantId: contoso,
        kind: "hostSettings",
        address: "settings of appService app-orders",
        because: "the program learns from them which directory, application and identity to use",
        permission: "Website Contributor on appService app-orders",
        action: "delete",
        takes: "application settings from appService app-orders",
        settings: Object.keys(settings),
      };
      expect(dry.removals.filter(({ kind }) => kind === "hostSettings")).toEqual([expected]);
      expect(renderDestroy(dry)).toContain(
        "  - application settings from appService app-orders\n      TEGATA_HOME_TENANT_ID, TEGATA_APPLICATION_CLIENT_ID, ",
      );
      expect(renderDestroy(dry)).toContain("  - identity id-orders from appService app-orders\n");
      const done = await destroy(options);
      expect(done.removals).toEqual(dry.removals);
      expect(azure.resourceManager.settings.get(site)).toEqual(theirs);
      expect(events).toContainEqual({ type: "finished", change: expected, result: "deleted" });
      expect(renderDestroy(done, { remainsOnly: true })).toBe("10 removed, 0 left, 0 waiting");
    });

    test("leaves one that somebody changed, and says so", async () => {
      const { azure, options, settings } = await set();
      const changed = { ...settings, TEGATA_RESOURCE_TENANT_ID: contoso };
      azure.resourceManager.settings.set(site, { ...theirs, ...changed });
      const outcome = await destroy(options);
      expect(azure.resourceManager.settings.get(site)).toEqual({ ...theirs, TEGATA_RESOURCE_TENANT_ID: contoso });
      expect(renderDestroy(outcome, { remainsOnly: true })).toBe(
        `Home directory ${contoso}
  = left: settings of appService app-orders: TEGATA_RESOURCE_TENANT_ID: the values are not those of this configuration

10 removed, 1 left, 0 waiting`,
      );
    });

    test("leaves all of another configuration's, the ids of the directories too", async () => {
      const { azure, options } = aBench();
      await apply(options);
      const others = {
        TEGATA_HOME_TENANT_ID: contoso,
        TEGATA_APPLICATION_CLIENT_ID: "0a11ce00-0000-4000-8000-00000000000a",
      };
      azure.resourceManager.settings.set(site, others);
      const { remains } = await destroy(options);
      expect(azure.resourceManager.settings.get(site)).toEqual(others);
      expect(remains).toMatchObject([{ kind: "hostSettings", action: "leave", settings: Object.keys(others) }]);
    });

    test.each(["POST", "PUT"])("goes on without the right to %s them, and says what it takes", async (method) => {
      const { azure, options, settings } = await set();
      azure.before = (request) =>
        request.method === method && request.path.includes("/appsettings")
          ? refusal(403, "AuthorizationFailed", "no right")
          : undefined;
      const outcome = await destroy(options);
      expect(azure.resourceManager.settings.get(site)).toEqual({ ...theirs, ...settings });
      expect(azure.graph.applications).toEqual([]);
      expect(renderDestroy(outcome, { remainsOnly: true })).toContain(
        "  = left: settings of appService app-orders: looking at them and removing them takes Website Contributor on appService app-orders\n",
      );
      expect(renderDestroy(outcome, { remainsOnly: true })).toMatch(/\n9 removed, 1 left, 0 waiting$/);
    });
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
