import { describe, expect, test } from "vitest";
import {
  apply,
  handOver,
  parseConfiguration,
  permissionsOf,
  plan,
  readPlan,
  renderPermissions,
  writePlan,
} from "../../src/index.ts";
import { blobContributor, contoso, fabrikam, foundryUser } from "../fakes/ids.ts";
import { aBench, orders } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

describe("a saved plan", () => {
  test("is applied when nothing has moved since", async () => {
    const { options } = aBench();
    const saved = readPlan(writePlan(await plan(options)));
    expect((await apply({ ...options, expected: saved })).isComplete).toBe(true);
  });

  test("is refused when a directory has moved, and names what (plan.stale)", async () => {
    const { azure, options } = aBench();
    const expected = await plan(options);
    await apply({ ...options, operators: { home: anOperator(contoso) } });
    const writes = azure.writes.length;
    await expect(apply({ ...options, expected })).rejects.toMatchObject({
      code: "plan.stale",
      message: expect.stringContaining("application orders-cross-tenant is not as it was"),
    });
    expect(azure.writes).toHaveLength(writes);
  });

  test("is refused for another configuration (plan.stale), and when it is no plan (plan.unreadable)", async () => {
    const { options } = aBench();
    const expected = await plan(options);
    const configuration = parseConfiguration(orders.replace("japaneast", "westeurope"));
    await expect(apply({ ...options, configuration, expected })).rejects.toMatchObject({
      code: "plan.stale",
      message: expect.stringContaining("the configuration is another one"),
    });
    for (const text of ["{", "[]", '{"planVersion":2}', '{"planVersion":1}']) {
      expect(() => readPlan(text)).toThrowError(expect.objectContaining({ code: "plan.unreadable" }));
    }
  });
});

describe("permissionsOf", () => {
  test("lists the least rights of each side, with nobody signed in and nothing asked", async () => {
    const { azure, options } = aBench();
    const planned = await plan({ ...options, operators: {} });
    const sides = permissionsOf(planned, options.configuration);
    expect(azure.requests).toEqual([]);
    expect(sides.map(({ side, tenantId }) => [side, tenantId])).toEqual([
      ["home", contoso],
      ["resource", fabrikam],
    ]);
    expect(sides[1]?.permissions[0]).toEqual({
      permission: "Application Administrator or Cloud Application Administrator (app-only: Application.ReadWrite.All)",
      for: ["service principal of orders-cross-tenant"],
    });
    expect(sides[1]?.assignmentCondition).toBe(
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${foundryUser}, ${blobContributor}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${foundryUser}, ${blobContributor}} AND @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`,
    );
    expect(renderPermissions(sides)).toContain("Managed Identity Contributor on resource group rg-app");
  });
});

describe("handOver", () => {
  test("gives the other administrator commands to copy, with the application's id", async () => {
    const { options } = aBench();
    const outcome = await apply({ ...options, operators: { home: anOperator(contoso) } });
    const about = { homeTenantId: contoso, applicationId: outcome.applicationClientId };
    expect(handOver(outcome.blocked, about)).toEqual([
      {
        side: "resource",
        tenantId: fabrikam,
        waiting: outcome.blocked.map(({ address }) => address),
        commands: [
          `tegata apply --side resource --application-id ${outcome.applicationClientId}`,
          `tegata export --side resource --format az --tenant ${fabrikam} --application-id ${outcome.applicationClientId}`,
        ],
      },
    ]);
  });

  test("sends home first where the application is not there", async () => {
    const { options } = aBench();
    const outcome = await apply({ ...options, operators: { resource: anOperator(fabrikam) } });
    const [home, resource] = handOver(outcome.blocked, { homeTenantId: contoso, applicationId: undefined });
    expect(home?.commands).toEqual(["tegata apply --side home"]);
    expect(resource).toMatchObject({ commands: [], after: "the home side" });
  });
});
