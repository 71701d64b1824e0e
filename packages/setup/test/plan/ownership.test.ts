import { describe, expect, test } from "vitest";
import { apply, parseConfiguration, plan, renderPlan, summarize } from "../../src/index.ts";
import { fabrikam } from "../fakes/ids.ts";
import { aBench, orders } from "../fakes/setup.ts";

describe("what carries no mark of ours", () => {
  test("and is not as wanted, stops apply before any write, and plan says how to adopt it (ownership.foreign)", async () => {
    const { azure, options } = aBench();
    await apply(options);
    Object.assign(azure.graph.applications[0] as object, { tags: [], displayName: "theirs" });
    azure.resourceManager.assignments.splice(0, 1);
    const writes = azure.writes.length;
    const planned = await plan(options);
    expect(summarize(planned)).toMatchObject({ create: 1, refused: 1, keep: 7 });
    expect(renderPlan(planned)).toContain('to have it changed: --adopt "application orders-cross-tenant"');
    await expect(apply(options)).rejects.toMatchObject({
      code: "ownership.foreign",
      fix: expect.stringContaining('--adopt "application orders-cross-tenant"'),
    });
    expect(azure.writes).toHaveLength(writes);
  });

  test("is changed when it is adopted by name, and keeps its own marks", async () => {
    const { azure, options } = aBench();
    await apply(options);
    Object.assign(azure.graph.applications[0] as object, { tags: ["x"], displayName: "theirs" });
    const adopting = { ...options, adopt: ["application orders-cross-tenant"] };
    await apply(adopting);
    expect(azure.graph.applications[0]).toMatchObject({ tags: ["x"], displayName: "orders-cross-tenant" });
    expect(summarize(await plan(options))).toMatchObject({ refused: 0, keep: 9 });
  });
});

describe("what is ours and wanted no more", () => {
  test("is deleted: roles and trusts, last of all", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const fewer = orders.replace(/ {6}- \{ role: Foundry User.*\n/, "").replace(/ {4}- \{ issuer.*\n/, "");
    const less = { ...options, configuration: parseConfiguration(fewer) };
    const planned = await plan(less);
    expect(
      planned.changes.filter(({ action }) => action === "delete").map(({ kind, address }) => [kind, address]),
    ).toEqual([
      ["federatedIdentityCredential", "federated identity credential tegata-88f054f7"],
      ["roleAssignment", expect.stringMatching(/^role Foundry User at .*\/projects\/proj$/)],
    ]);
    expect(renderPlan(planned)).toContain("2 to delete");
    const { steps } = await apply(less);
    expect(steps.filter(({ result }) => result === "deleted")).toHaveLength(2);
    expect(azure.graph.applications[0]?.credentials.map((one) => one["name"])).toEqual(["tegata-id-orders"]);
    expect(azure.resourceManager.assignments).toHaveLength(1);
    expect(summarize(await plan(less))).toMatchObject({ delete: 0, keep: 7 });
  });
});

describe("drift in a plan", () => {
  test("takes a subject that differs only in case for a change, not for an identity made again", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const managed = azure.graph.applications[0]?.credentials[0] as Record<string, unknown>;
    const subject = String(managed["subject"]);
    expect(subject.toUpperCase()).not.toBe(subject);
    managed["subject"] = subject.toUpperCase();
    const planned = await plan(options);
    expect(planned.notices).toEqual([]);
    expect(summarize(planned).update).toBe(1);
  });

  test("is typed: secrets, permissions, further trusts, wider roles, an identity made again, a principal disabled", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const { graph, resourceManager } = azure;
    Object.assign(graph.applications[0] as object, {
      passwordCredentials: [{ hint: "abc" }],
      keyCredentials: [{ keyId: "1" }],
      requiredResourceAccess: [{ resourceAppId: "x" }],
    });
    const principal = graph.servicePrincipals[0] as unknown as { id: string };
    graph.applications[0]?.credentials.push({
      id: "1",
      name: "theirs",
      issuer: "https://other.example",
      subject: "s",
      audiences: ["a"],
    });
    Object.assign(graph.applications[0] ?? {}, { spa: { redirectUris: ["https://theirs.example/signed-in"] } });
    const managed = graph.applications[0]?.credentials[0] as Record<string, unknown>;
    managed["subject"] = "00000000-0000-4000-8000-000000000bad";
    Object.assign(principal, { accountEnabled: false, passwordCredentials: [{}] });
    graph.appRoles.push({ id: "extra", principalId: principal.id, appRoleId: "r", resourceId: "a" });
    graph.delegated.push({ id: "d", clientId: principal.id, scope: " User.Read" });
    const [first] = resourceManager.assignments;
    resourceManager.addAssignment(fabrikam, {
      name: "8b9c0000-0000-4000-8000-000000000001",
      properties: {
        ...first?.properties,
        scope: `/subscriptions/${String(first?.properties["scope"]).split("/")[2]}`,
        description: null,
      },
    });
    const { notices } = await plan(options);
    expect(notices.map(({ kind }) => kind).sort()).toEqual([
      "application.certificate",
      "application.permission",
      "application.redirect",
      "application.secret",
      "credential.extra",
      "identity.recreated",
      "principal.disabled",
      "principal.permission",
      "principal.permission",
      "principal.secret",
      "role.extra",
    ]);
    expect(notices.find(({ kind }) => kind === "role.extra")?.message).toMatch(
      /^the application also holds Storage Blob Data Contributor at \/subscriptions\/[^/]+, which the configuration does not name$/,
    );
  });
});
