import { describe, expect, test } from "vitest";
import { apply, parseConfiguration, plan } from "../../src/index.ts";
import { refusal } from "../fakes/answers.ts";
import { armOrigin } from "../fakes/azure.ts";
import { contoso, contosoSubscription, fabrikam } from "../fakes/ids.ts";
import { aBench, anAzure, identityId, orders } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

const onePlace = `/subscriptions/${contosoSubscription}/resourceGroups/rg-app/providers`;

describe("hostIdentity", () => {
  test.each([
    ["appService", "Microsoft.Web/sites", "2024-11-01", "SystemAssigned, UserAssigned"],
    ["functionApp", "Microsoft.Web/sites", "2024-11-01", "SystemAssigned, UserAssigned"],
    ["virtualMachine", "Microsoft.Compute/virtualMachines", "2024-07-01", "SystemAssigned, UserAssigned"],
    ["containerApp", "Microsoft.App/containerApps", "2024-03-01", "SystemAssigned,UserAssigned"],
  ])("%s: patches %s and keeps the system-assigned identity", async (kind, type, apiVersion, both) => {
    const azure = anAzure();
    azure.resourceManager.addHost(`${onePlace}/${type}/the-host`, { type: "SystemAssigned" });
    const hosts = /hosts:\n.*\n.*vm-batch.*\n/;
    const text = orders.replace(hosts, `hosts: [{ kind: ${kind}, name: the-host }]\n`);
    await apply(aBench(azure, parseConfiguration(text)).options);
    expect(azure.writes.filter(({ path }) => path.includes("the-host"))).toEqual([
      {
        method: "PATCH",
        path: `${onePlace}/${type}/the-host?api-version=${apiVersion}`,
        tenantId: contoso,
        body: { identity: { type: both, userAssignedIdentities: { [identityId]: {} } } },
      },
    ]);
  });

  test("sees an assignment whatever its casing", async () => {
    const { azure, options } = aBench();
    await apply(options);
    for (const { body } of azure.resourceManager.resources.values()) {
      const identity = body["identity"] as { userAssignedIdentities?: Record<string, unknown> } | undefined;
      if (identity) identity.userAssignedIdentities = { [identityId.toUpperCase()]: {} };
    }
    const { changes } = await plan(options);
    expect(changes.filter(({ kind }) => kind === "hostIdentity").map(({ action }) => action)).toEqual(["keep", "keep"]);
  });
});

describe("userAssignedIdentity", () => {
  test("takes an existing identity as it is, and remarks on its region", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const identity = azure.resourceManager.resources.get(identityId.toLowerCase());
    Object.assign(identity?.body as object, { location: "West Europe", tags: { team: "shop" } });
    const writes = azure.writes.length;
    const { notices } = await apply(options);
    expect(azure.writes).toHaveLength(writes);
    expect(notices).toEqual([
      {
        tenantId: contoso,
        address: "user-assigned identity id-orders",
        kind: "identity.location",
        message:
          "is in West Europe, the configuration says japaneast; a location cannot be changed, and it works from there",
      },
    ]);
  });

  test("refuses an identity of another directory: it could never be trusted here (identity.wrong-directory)", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const identity = azure.resourceManager.resources.get(identityId.toLowerCase());
    Object.assign(identity?.body["properties"] ?? {}, { tenantId: fabrikam });
    await expect(plan(options)).rejects.toMatchObject({ code: "identity.wrong-directory" });
  });

  test("tells the missing group and the foreign subscription apart", async () => {
    const { azure, options } = aBench();
    azure.before = ({ method, path }) =>
      method === "PUT" && path === identityId ? refusal(404, "ResourceGroupNotFound", "rg-app") : undefined;
    await expect(apply(options)).rejects.toMatchObject({ code: "resource-group.not-found" });
    azure.resourceManager.subscriptions.set(contosoSubscription, fabrikam);
    await expect(plan(options)).rejects.toMatchObject({ code: "subscription.wrong-directory" });
    azure.resourceManager.subscriptions.delete(contosoSubscription);
    await expect(plan(options)).rejects.toMatchObject({ code: "subscription.not-found" });
  });
});

describe("application", () => {
  test("that is to be adopted but is not there is an error, not a new application (application.not-found)", async () => {
    const text = orders.replace("name: orders-cross-tenant", "name: o, clientId: 99999999-0000-4000-8000-000000000009");
    const { azure, options } = aBench(anAzure(), parseConfiguration(text));
    await expect(apply(options)).rejects.toMatchObject({ code: "application.not-found" });
    expect(azure.graph.applications).toEqual([]);
  });

  test("of one directory only stays single-tenant, and gets its service principal there", async () => {
    const text = orders.slice(0, orders.indexOf("resources:"));
    const scope = `${onePlace}/Microsoft.Storage/storageAccounts/stcontoso`;
    const own = `${text}resources: [{ tenantId: ${contoso}, grants: [{ role: Reader, scope: ${scope} }] }]\n`;
    const { azure, options } = aBench(anAzure(), parseConfiguration(own));
    await apply({ ...options, operators: { home: anOperator(contoso) } });
    expect(azure.graph.applications[0]?.signInAudience).toBe("AzureADMyOrg");
    expect(azure.graph.servicePrincipals.map(({ tenantId }) => tenantId)).toEqual([contoso]);
    expect(azure.resourceManager.assignments).toHaveLength(1);
  });
});

describe("federatedIdentityCredential", () => {
  test("is not written where twenty are already (federation.limit)", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const [application] = azure.graph.applications;
    const others = Array.from({ length: 20 }, (_, index) => ({
      id: `${index}`,
      name: `other-${index}`,
      issuer: "https://other.example",
      subject: `${index}`,
      audiences: ["a"],
    }));
    application?.credentials.splice(0, 2, ...others);
    await expect(apply(options)).rejects.toMatchObject({ code: "federation.limit" });
    expect(application?.credentials).toHaveLength(20);
  });

  test("that Graph finds faulty is refused at once, with Graph's words", async () => {
    const { azure, clock, options } = aBench();
    azure.before = ({ method, path }) =>
      method === "POST" && path.includes("/federatedIdentityCredentials")
        ? refusal(400, "Request_BadRequest", "The issuer is not valid.")
        : undefined;
    await expect(apply(options)).rejects.toMatchObject({
      code: "service.refused",
      message: expect.stringContaining("Request_BadRequest: The issuer is not valid."),
    });
    expect(clock.sleptMs).toEqual([]);
  });

  test("corrects an audience under the name it has", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const [credential] = azure.graph.applications[0]?.credentials ?? [];
    Object.assign(credential as object, { name: "by-hand", audiences: ["api://wrong"] });
    const outcome = await apply(options);
    expect(credential).toMatchObject({ name: "by-hand", audiences: ["api://AzureADTokenExchange"] });
    expect(outcome.steps.find(({ result }) => result === "updated")?.change).toMatchObject({
      fields: [{ field: "audience", from: "api://wrong", to: "api://AzureADTokenExchange" }],
    });
  });
});

test("a body that is never JSON is an error that says so (service.unreadable)", async () => {
  const { azure, options } = aBench();
  azure.before = ({ url }) => (url.origin === armOrigin ? { status: 200, body: "<html>" } : undefined);
  await expect(plan(options)).rejects.toMatchObject({ code: "service.unreadable" });
});
