// What counts as the role that is wanted, as the resource directory's administrator sees it.
import { expect, test } from "vitest";
import type { CheckResult } from "../../src/index.ts";
import { apply, doctor } from "../../src/index.ts";
import { fabrikam, storageAccount } from "../fakes/ids.ts";
import { aBench } from "../fakes/setup.ts";

const [group, ownRole] = ["88888888-aaaa-4aaa-8aaa-888888888888", "99999999-cccc-4ccc-8ccc-999999999999"];

async function applied(): Promise<ReturnType<typeof aBench>> {
  const bench = aBench();
  await apply(bench.options);
  return bench;
}

type Bench = ReturnType<typeof aBench>;

/** Puts another assignment in the place of the one at the storage account. */
function instead({ azure }: Bench, change: (properties: Record<string, unknown>) => Record<string, unknown>): string {
  const { assignments } = azure.resourceManager;
  const index = assignments.findIndex(({ properties }) => properties["scope"] === storageAccount);
  const [own] = assignments.splice(index, 1);
  const properties = { ...own?.properties, ...change(own?.properties ?? {}) };
  azure.resourceManager.addAssignment(fabrikam, { name: crypto.randomUUID(), properties });
  return String(own?.properties["principalId"]);
}

function ofRole(id: string): { readonly roleDefinitionId: string } {
  return { roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${id}` };
}

async function judged({ options }: Bench): Promise<CheckResult | undefined> {
  const { configuration, operators, fetch, clock } = options;
  const given = { ...(fetch ? { fetch } : {}), ...(clock ? { clock } : {}) };
  const report = await doctor({ configuration, operators, ...given });
  return report.checks.find(({ id, about }) => id === "role.assigned" && about?.includes("Blob"));
}

test("a group's assignment counts for its member, and for nobody else", async () => {
  const bench = await applied();
  const member = instead(bench, () => ({ principalId: group }));
  expect(await judged(bench)).toMatchObject({ state: "fail", saw: expect.stringContaining("only other principals") });
  bench.azure.resourceManager.groups.set(group, [member]);
  expect(await judged(bench)).toMatchObject({ state: "pass", saw: expect.stringContaining(`through group ${group}`) });
});

test("a wider role passes in place of the one that is wanted", async () => {
  const bench = await applied();
  instead(bench, () => ofRole("b7e6dc6d-f1e8-4753-8033-0f276bb0955b"));
  const found = await judged(bench);
  expect(found).toMatchObject({ state: "pass", saw: expect.stringContaining("Storage Blob Data Owner at") });
});

test("a role of the directory's own is looked up, and what it lacks for managing is a warning", async () => {
  const bench = await applied();
  instead(bench, () => ofRole(ownRole));
  expect(await judged(bench)).toMatchObject({ state: "fail", saw: `it holds ${ownRole}` });
  const dataActions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"];
  bench.azure.resourceManager.customPermissions.set(ownRole, { actions: [], notActions: [], dataActions });
  const found = await judged(bench);
  expect(found).toMatchObject({ state: "warn", saw: expect.stringContaining("of their own at") });
  expect(found?.says).toContain("generateUserDelegationKey");
});

test("a project that is gone is told, though its account is there", async () => {
  const bench = await applied();
  const project = storageAccount.replace("Microsoft.Storage/storageAccounts", "Microsoft.CognitiveServices/accounts");
  bench.azure.resourceManager.missing.add(`${project}/projects/proj`.toLowerCase());
  const { configuration, operators, fetch, clock } = bench.options;
  const given = { ...(fetch ? { fetch } : {}), ...(clock ? { clock } : {}) };
  const { cause } = await doctor({ configuration, operators, ...given });
  expect(cause).toMatchObject({ id: "scope.exists", state: "fail", wanted: `${project}/projects/proj` });
});
