// What a configuration may ask for besides the chain itself: app roles, a policy against secrets, hosts' settings.
import { describe, expect, test } from "vitest";
import { apply, destroy, parseConfiguration, plan, summarize } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { FakePolicies } from "../fakes/policies.ts";
import { aBench, anAzure, orders, sites } from "../fakes/setup.ts";

const graphId = "00000003-0000-0000-c000-000000000000";

function withGrant(grant: string): ReturnType<typeof aBench> {
  const azure = anAzure();
  azure.graph.addApi(fabrikam, { appId: graphId, roles: ["User.Read.All"] });
  azure.graph.addApi(fabrikam, {
    appId: "99999999-0000-4000-8000-000000000009",
    names: ["api://stock"],
    roles: ["Stock.Read"],
  });
  return aBench(azure, parseConfiguration(orders.replace(/- \{ role: Foundry.*\}/, `- ${grant}`)));
}

describe("appRoleAssignment", () => {
  test.each([
    ["{ api: https://graph.microsoft.com/, appRole: User.Read.All }", 0],
    [`{ api: ${graphId}, appRole: User.Read.All }`, 0],
    ["{ api: api://stock, appRole: Stock.Read }", 1],
  ])("gives %s, and nothing the second time", async (grant, index) => {
    const { azure, options } = withGrant(grant);
    const outcome = await apply(options);
    const api = azure.graph.servicePrincipals[index];
    const [role] = (api?.["appRoles"] ?? []) as { id: string }[];
    const principalId = outcome.resources[0]?.servicePrincipalObjectId;
    expect(azure.writes.filter(({ path }) => path.includes("appRoleAssignments"))).toEqual([
      {
        method: "POST",
        path: `/v1.0/servicePrincipals/${principalId}/appRoleAssignments`,
        tenantId: fabrikam,
        body: { principalId, resourceId: api?.id, appRoleId: role?.id },
      },
    ]);
    const after = await plan(options);
    expect(summarize(after)).toMatchObject({ keep: 9, create: 0 });
    expect(after.notices).toEqual([]);
    await destroy(options);
    expect(azure.graph.appRoles).toEqual([]);
  });

  test("of an API that the directory does not know is a fault of the plan (api.not-found)", async () => {
    await expect(plan(withGrant("{ api: api://nowhere, appRole: X }").options)).rejects.toMatchObject({
      code: "api.not-found",
    });
  });

  test("that the API does not have is a fault of the plan (app-role.not-found)", async () => {
    await expect(plan(withGrant("{ api: api://stock, appRole: Stock.Write }").options)).rejects.toMatchObject({
      code: "app-role.not-found",
    });
  });

  test("that somebody gave meanwhile is adopted", async () => {
    const { azure, options } = withGrant("{ api: api://stock, appRole: Stock.Read }");
    let isDone = false;
    azure.before = ({ method, path, body }) => {
      if (isDone || method !== "POST" || !path.endsWith("/appRoleAssignments")) return undefined;
      isDone = true;
      azure.graph.appRoles.push({
        id: "theirs",
        ...(body as { principalId: string; resourceId: string; appRoleId: string }),
      });
      return undefined;
    };
    const { steps } = await apply(options);
    expect(steps.find(({ change }) => change.kind === "appRoleAssignment")?.result).toBe("adopted");
  });
});

describe("appManagementPolicy", () => {
  test("forbids secrets on the application where the directory allows it", async () => {
    const { azure, options } = aBench();
    azure.graph.policies = new FakePolicies();
    const { applicationObjectId } = await apply(options);
    expect(azure.writes.filter(({ path }) => path.includes("appManagementPolicies"))).toEqual([
      {
        method: "POST",
        path: "/v1.0/policies/appManagementPolicies",
        tenantId: contoso,
        body: {
          displayName: "Tegata: no secrets",
          description: "No password may be added to the applications that this policy is assigned to.",
          isEnabled: true,
          restrictions: {
            passwordCredentials: ["passwordAddition", "customPasswordAddition", "symmetricKeyAddition"].map(
              (restrictionType) => ({
                restrictionType,
                state: "enabled",
                maxLifetime: null,
                restrictForAppsCreatedAfterDateTime: "2019-10-19T10:37:00Z",
              }),
            ),
          },
        },
      },
      {
        method: "POST",
        path: `/v1.0/applications/${applicationObjectId}/appManagementPolicies/$ref`,
        tenantId: contoso,
        body: {
          "@odata.id":
            "https://graph.microsoft.com/v1.0/policies/appManagementPolicies/9011c1e5-0000-4000-8000-000000000000",
        },
      },
    ]);
    expect(summarize(await plan(options))).toMatchObject({ keep: 10, create: 0 });
    await destroy(options);
    expect(azure.graph.policies.assigned.size).toBe(0);
  });

  test("is left out, and told, where the directory refuses it", async () => {
    const { azure, options } = aBench();
    azure.graph.policies = new FakePolicies();
    azure.graph.policies.mayWrite = false;
    const { steps, notices, isComplete } = await apply(options);
    expect(steps.find(({ change }) => change.kind === "appManagementPolicy")?.result).toBe("skipped");
    expect(notices.map(({ kind }) => kind)).toEqual(["policy.missing"]);
    expect(isComplete).toBe(true);
  });

  test("is demanded by noSecretsPolicy: true, and not looked for with false", async () => {
    const demanded = parseConfiguration(orders.replace("name: orders-cross-tenant", "name: o, noSecretsPolicy: true"));
    await expect(apply(aBench(anAzure(), demanded).options)).rejects.toMatchObject({ code: "service.refused" });
    const without = parseConfiguration(orders.replace("name: orders-cross-tenant", "name: o, noSecretsPolicy: false"));
    const { azure, options } = aBench(anAzure(), without);
    await apply(options);
    expect(azure.requests.filter(({ path }) => path.includes("appManagementPolicies"))).toEqual([]);
  });
});

describe("hostSettings", () => {
  const site = `${sites}/app-orders`;

  test("are set on request beside those that are there, and taken away by destroy", async () => {
    const { azure, options } = aBench();
    azure.resourceManager.settings.set(site.toLowerCase(), { THEIRS: "a secret of theirs" });
    const asked = { ...options, withHostSettings: true };
    const outcome = await apply(asked);
    expect(azure.resourceManager.settings.get(site.toLowerCase())).toEqual({
      THEIRS: "a secret of theirs",
      ...outcome.applicationSettings,
    });
    expect(summarize(await plan(asked))).toMatchObject({ keep: 10, update: 0 });
    expect(JSON.stringify([outcome, await plan(asked)])).not.toContain("a secret of theirs");
    await destroy(asked);
    expect(azure.resourceManager.settings.get(site.toLowerCase())).toEqual({ THEIRS: "a secret of theirs" });
  });

  test("are neither read nor written without the request", async () => {
    const { azure, options } = aBench();
    await apply(options);
    expect(azure.requests.filter(({ path }) => path.includes("appsettings"))).toEqual([]);
  });
});

describe("an identity's ids", () => {
  test("are not to be mixed up: a trust that names the client id is refused before any write (trust.client-id)", async () => {
    const { azure, options } = aBench();
    const { managedIdentity } = await apply(options);
    const text = orders.replace("system:serviceaccount:shop:orders", managedIdentity?.clientId ?? "");
    const writes = azure.writes.length;
    await expect(apply({ ...options, configuration: parseConfiguration(text) })).rejects.toMatchObject({
      code: "trust.client-id",
      fix: expect.stringContaining(managedIdentity?.principalId ?? "?"),
    });
    expect(azure.writes).toHaveLength(writes);
  });
});

describe("wrong input of several kinds at once", () => {
  test("is told whole, in one error, before anything is written (several.faults)", async () => {
    const azure = anAzure();
    azure.resourceManager.resources.delete(`${sites}/app-orders`.toLowerCase());
    const { options } = aBench(
      azure,
      parseConfiguration(orders.replace("Storage Blob Data Contributor", "Blob Wizard")),
    );
    await expect(apply(options)).rejects.toMatchObject({
      code: "several.faults",
      message: expect.stringMatching(
        /^2 faults:\n {2}host\.not-found: there is no appService .*\n.*\n {2}role\.not-found: /,
      ),
    });
    expect(azure.writes).toEqual([]);
  });

  test("tells a network that is down once for each service, not once for each request", async () => {
    const { options } = aBench();
    const fetch = (): Promise<Response> => Promise.reject(new TypeError("fetch failed"));
    const error = await apply({ ...options, fetch }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "network.failed", message: expect.stringMatching(/^2 faults:\n/) });
  });
});
