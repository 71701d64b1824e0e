import { describe, expect, it } from "vitest";
import { anEmulator, arm, contoso } from "../../emulator.ts";
import type { Json } from "../../wire.ts";
import { callArm, field } from "../../wire.ts";
import { aCaller, assignRole, subscriptions } from "../callers.ts";
import { deployments, template, version } from "./deployment.ts";

const reader = `${subscriptions.contoso}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
const plan = { type: "Microsoft.Web/serverfarms", apiVersion: "2024-11-01", name: "plan", location: "japaneast" };
const assignment = (principalId: string): Json => ({
  type: "Microsoft.Authorization/roleAssignments",
  apiVersion: "2022-04-01",
  name: "abcd0000-0000-4000-8000-0000000000dd",
  properties: { roleDefinitionId: reader, principalId, principalType: "ServicePrincipal" },
});

/** What a holder may have made by a template: written from Microsoft's table of roles. */
const rights: readonly (readonly [role: string, id: string, plan: string, assignment: string])[] = [
  ["Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "made", "made"],
  ["Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", "made", "InvalidTemplateDeployment"],
  ["Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "AuthorizationFailed", "AuthorizationFailed"],
  ["User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "AuthorizationFailed", "AuthorizationFailed"],
  [
    "Managed Identity Contributor",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    "InvalidTemplateDeployment",
    "InvalidTemplateDeployment",
  ],
];

describe("a template gives nobody a right", () => {
  it.each(rights)("%s has made by it what it may make without it", async (_, role, plans, assignments) => {
    const emulator = await anEmulator();
    const caller = await aCaller(emulator, "contoso");
    await assignRole(emulator, "contoso", { scope: contoso.group, role, principalId: caller.principalId });
    const token = await caller.token(`${arm}/.default`);
    const outcome = async (resource: Json): Promise<string> => {
      const body = { properties: { mode: "Incremental", template: template({ resources: [resource] }) } };
      const answer = await callArm(emulator, "contoso", `PUT ${deployments}/one${version}`, { token, body });
      return answer.status === 201 ? "made" : field(answer.body, "error.code");
    };
    const before = emulator.context.store.state.arm.roleAssignments.length;
    expect(await outcome(plan)).toBe(plans);
    expect(await outcome(assignment(caller.principalId))).toBe(assignments);
    const after = emulator.context.store.state.arm.roleAssignments.length;
    expect(after - before).toBe(assignments === "made" ? 1 : 0);
  });

  it("nor does a template within a template", async () => {
    const emulator = await anEmulator();
    const caller = await aCaller(emulator, "contoso");
    const role = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    await assignRole(emulator, "contoso", { scope: contoso.group, role, principalId: caller.principalId });
    const token = await caller.token(`${arm}/.default`);
    const inner = {
      type: "Microsoft.Resources/deployments",
      apiVersion: "2022-09-01",
      name: "inner",
      properties: {
        mode: "Incremental",
        expressionEvaluationOptions: { scope: "inner" },
        template: template({ resources: [assignment(caller.principalId)] }),
      },
    };
    const before = JSON.stringify(emulator.context.store.state.arm.roleAssignments);
    const body = { properties: { mode: "Incremental", template: template({ resources: [inner] }) } };
    await callArm(emulator, "contoso", `PUT ${deployments}/outer${version}`, { token, body });
    const shown = await callArm(emulator, "contoso", `GET ${deployments}/outer${version}`, { token });
    expect(field(shown.body, "properties.provisioningState")).toBe("Failed");
    expect(JSON.stringify(shown.body)).toContain("InvalidTemplateDeployment");
    expect(JSON.stringify(emulator.context.store.state.arm.roleAssignments)).toBe(before);
  });
});
