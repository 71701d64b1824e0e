// An application that other directories use must not be shut to them by a file that names none of them.
import { describe, expect, test } from "vitest";
import { apply, parseConfiguration, plan, renderPlan } from "../../src/index.ts";
import { contoso, contosoSubscription, fabrikam } from "../fakes/ids.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";

const atHome = orders
  .slice(0, orders.indexOf("resources:"))
  .concat(
    `resources:\n  - tenantId: ${contoso}\n    grants: [{ role: Reader, scope: /subscriptions/${contosoSubscription} }]\n`,
  );

/** Applied for fabrikam; then the file names home only. */
async function narrowed(): Promise<ReturnType<typeof aBench>> {
  const azure = anAzure();
  await apply(aBench(azure).options);
  azure.requests.length = 0;
  return aBench(azure, parseConfiguration(atHome));
}

describe("an application that is open to other directories, in a file that names none", () => {
  test("is left as it is, and the plan says in words what would happen and how to allow it", async () => {
    const { options } = await narrowed();
    const text = renderPlan(await plan(options));
    expect(text).toContain(`  x application orders-cross-tenant
      signInAudience: AzureADMultipleOrgs -> AzureADMyOrg
      is open to other directories (AzureADMultipleOrgs), and the configuration names no directory but home: as AzureADMyOrg it would lose every other directory that uses it
      stays as it is; to have it changed: --allow-single-tenant
`);
    expect(text).toMatch(/, 1 in the way and left as it is$/);
  });

  test("stops apply before any write, ours or not (application.narrowed)", async () => {
    const { azure, options } = await narrowed();
    await expect(apply(options)).rejects.toMatchObject({
      code: "application.narrowed",
      fix: "Name a directory that uses it in the configuration; or, to shut the others out, add --allow-single-tenant.",
    });
    expect(azure.writes).toEqual([]);
  });

  test("becomes one of the home directory only when that is asked for by name", async () => {
    const { azure, options } = await narrowed();
    await apply({ ...options, allowSingleTenant: true });
    expect(azure.graph.applications.map(({ signInAudience }) => signInAudience)).toEqual(["AzureADMyOrg"]);
    const after = await plan({ ...options, allowSingleTenant: true });
    expect(after.changes.filter(({ action }) => action !== "keep")).toEqual([]);
  });

  test("is opened without asking, which shuts nobody out", async () => {
    const azure = anAzure();
    await apply(aBench(azure, parseConfiguration(atHome)).options);
    expect(azure.graph.applications[0]?.signInAudience).toBe("AzureADMyOrg");
    await apply(aBench(azure).options);
    expect(azure.graph.applications[0]?.signInAudience).toBe("AzureADMultipleOrgs");
    expect(azure.graph.servicePrincipals.map(({ tenantId }) => tenantId).sort()).toEqual([contoso, fabrikam]);
  });
});

describe("what is to be adopted by name", () => {
  test("and is none of the plan's objects is a slip of the pen: nothing is written (adoption.unknown)", async () => {
    const { azure, options } = aBench();
    const adopting = { ...options, adopt: ["application orders-cross-tenent"] };
    const refusal = {
      code: "adoption.unknown",
      message: `no object of the plan is called "application orders-cross-tenent"; did you mean "application orders-cross-tenant"?`,
    };
    await expect(plan(adopting)).rejects.toMatchObject(refusal);
    await expect(apply(adopting)).rejects.toMatchObject(refusal);
    expect(azure.writes).toEqual([]);
  });
});
