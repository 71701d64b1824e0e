import { describe, expect, test } from "vitest";
import { apply, destroy, parseConfiguration, plan } from "../../src/index.ts";
import { refusal } from "../fakes/answers.ts";
import { fabrikam, storageAccount } from "../fakes/ids.ts";
import { aBench, anAzure, orders } from "../fakes/setup.ts";

const customRole = "77777777-0000-4000-8000-000000000007";

function withRole(role: string): ReturnType<typeof aBench> {
  return aBench(anAzure(), parseConfiguration(orders.replace("Storage Blob Data Contributor", role)));
}

describe("roleAssignment", () => {
  test("finds a custom role by name, quotes doubled", async () => {
    const { azure, options } = withRole(`"Orders' Reader"`);
    azure.resourceManager.customRoles.set("Orders' Reader", customRole);
    await apply(options);
    expect(azure.resourceManager.assignments[0]?.properties["roleDefinitionId"]).toMatch(
      new RegExp(`/roleDefinitions/${customRole}$`),
    );
    expect(azure.requests.map(({ path }) => path)).toContain(
      `${storageAccount}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=roleName eq 'Orders'' Reader'`,
    );
  });

  test("asks nobody about a role given by GUID, or by a former name of a built-in role", async () => {
    const renamed = aBench(anAzure(), parseConfiguration(orders.replace("Foundry User", "Azure AI User")));
    for (const { azure, options } of [withRole(customRole.toUpperCase()), renamed]) {
      await apply(options);
      expect(azure.requests.filter(({ path }) => path.includes("roleDefinitions?"))).toEqual([]);
    }
  });

  test("refuses a role that nobody knows, already in the plan (role.not-found)", async () => {
    await expect(plan(withRole("Blob Wizard").options)).rejects.toMatchObject({
      code: "role.not-found",
      message: `no role is named "Blob Wizard" at ${storageAccount}`,
    });
  });

  test("does not guess between two roles of one name (role.ambiguous)", async () => {
    const { azure, options } = withRole("Twin");
    azure.before = ({ path }) =>
      path.endsWith("roleDefinitions") ? { status: 200, body: { value: [{ name: "1" }, { name: "2" }] } } : undefined;
    await expect(plan(options)).rejects.toMatchObject({ code: "role.ambiguous" });
  });

  test("tells what right is missing when Resource Manager refuses (permission.denied)", async () => {
    const { azure, options } = aBench();
    azure.before = ({ method, path }) =>
      method === "PUT" && path.includes("roleAssignments")
        ? refusal(403, "AuthorizationFailed", "The client does not have authorization")
        : undefined;
    await expect(apply(options)).rejects.toMatchObject({
      code: "permission.denied",
      fix: `Sign in with: Role Based Access Control Administrator, User Access Administrator or Owner at ${storageAccount}.`,
    });
  });

  test("leaves an assignment with a condition alone, and says so", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const [assignment] = azure.resourceManager.assignments;
    Object.assign(assignment?.properties as object, { condition: "@Resource[…] StringEquals 'x'" });
    const { notices } = await plan(options);
    expect(notices.map(({ message }) => message)).toEqual([
      "has a condition that narrows it; it is left as the directory's people made it",
    ]);
  });

  test("is not satisfied by the same role at a wider scope or for another principal", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const [assignment] = azure.resourceManager.assignments;
    const wider = storageAccount.slice(0, storageAccount.indexOf("/providers"));
    Object.assign(assignment?.properties as object, { scope: wider });
    const { changes } = await plan(options);
    expect(changes.filter(({ action }) => action === "create").map(({ kind }) => kind)).toEqual(["roleAssignment"]);
  });
});

describe("the scope of a role", () => {
  test("that is not there is a fault of the plan, not of the last write (scope.not-found)", async () => {
    const { azure, options } = aBench();
    azure.resourceManager.missing.add(storageAccount.toLowerCase());
    await expect(apply(options)).rejects.toMatchObject({
      code: "scope.not-found",
      message: `there is no ${storageAccount}, where a role is to be given`,
    });
    expect(azure.writes).toEqual([]);
  });

  test("that may not be read is left to the write, which may be allowed", async () => {
    const { azure, options } = aBench();
    azure.before = ({ method, path }) =>
      method === "GET" && path === storageAccount ? refusal(403, "AuthorizationFailed", "no read") : undefined;
    expect((await apply(options)).isComplete).toBe(true);
  });

  test("that is gone is no obstacle to destroy", async () => {
    const { azure, options } = aBench();
    await apply(options);
    azure.resourceManager.missing.add(storageAccount.toLowerCase());
    expect((await destroy(options)).removals.filter(({ action }) => action === "delete")).toHaveLength(9);
  });
});

describe("several resource directories", () => {
  test("each with its own operator; one without waits while the others go on", async () => {
    const third = "cccccccc-0000-4000-8000-00000000000c";
    const text = `${orders}  - tenantId: ${third}\n    grants: [{ role: Reader, scope: /subscriptions/cccccccc-1111-4000-8000-00000000000c }]\n`;
    const { azure, options } = aBench(anAzure(), parseConfiguration(text));
    const { home, resource } = options.operators;
    const operators = {
      ...(home ? { home } : {}),
      resource: (tenantId: string) => (tenantId === fabrikam && typeof resource === "object" ? resource : undefined),
    };
    const outcome = await apply({ ...options, operators });
    expect(outcome.blocked.map(({ tenantId, kind }) => [tenantId, kind])).toEqual([
      [third, "servicePrincipal"],
      [third, "roleAssignment"],
    ]);
    expect(outcome.applicationSettings).not.toHaveProperty("TEGATA_RESOURCE_TENANT_ID");
    expect(azure.resourceManager.assignments).toHaveLength(2);
  });
});
