import { describe, expect, it } from "vitest";
import { anEmulator, arm, contoso, fabrikam } from "../../emulator.ts";
import type { Json } from "../../wire.ts";
import { callArm, field } from "../../wire.ts";
import { aCaller, assignRole, subscriptions } from "../callers.ts";
import { ask, deployments, ended, output, template, version } from "./deployment.ts";
import { expectArmRefusal } from "./refusal.ts";

const contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

const identityAndRole = template({
  parameters: { identity: { type: "string" } },
  resources: [
    {
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: "2022-04-01",
      name: "[guid(resourceGroup().id, parameters('identity'))]",
      dependsOn: ["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('identity'))]"],
      properties: {
        roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${contributor}')]`,
        principalId:
          "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('identity')), '2024-11-30').principalId]",
        principalType: "ServicePrincipal",
      },
    },
    {
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      apiVersion: "2024-11-30",
      name: "[parameters('identity')]",
      location: "[resourceGroup().location]",
    },
  ],
  outputs: { principalId: { type: "string", value: "[reference(parameters('identity')).principalId]" } },
});

describe("a deployment", () => {
  it("makes what the template holds in the order of its dependencies, is followed to its end, and may be repeated", async () => {
    const emulator = await anEmulator();
    const wanted = { template: identityAndRole, parameters: { identity: "id-orders" } };
    expect((await ask(emulator, { ...wanted, action: "/validate" })).status).toBe(200);
    expect(emulator.context.store.state.arm.resources.some(({ name }) => name === "id-orders")).toBe(false);
    const accepted = await ask(emulator, wanted);
    expect(accepted).toMatchObject({ status: 201, body: { properties: { provisioningState: "Accepted" } } });
    const status = accepted.headers.get("azure-asyncoperation")?.replace(arm, "") as `/${string}`;
    expect((await callArm(emulator, "contoso", `GET ${status}`)).body).toEqual({ status: "Succeeded" });
    const principalId = emulator.context.store.state.arm.resources.find(({ name }) => name === "id-orders")?.properties[
      "principalId"
    ];
    expect(await ended(emulator)).toMatchObject({
      provisioningState: "Succeeded",
      parameters: { identity: { type: "string", value: "id-orders" } },
      outputs: { principalId: { type: "string", value: principalId } },
      outputResources: [{ id: expect.stringContaining("id-orders") as string }, { id: expect.any(String) as string }],
    });
    const held = emulator.context.store.state.arm.roleAssignments.filter((each) => each.principalId === principalId);
    expect(held).toMatchObject([{ scope: contoso.group, principalType: "ServicePrincipal" }]);
    expect((await ask(emulator, wanted)).status).toBe(201);
    expect((await ended(emulator))["provisioningState"]).toBe("Succeeded");
  });

  it("to a subscription puts nested templates where they belong, each with expressions of its own", async () => {
    const emulator = await anEmulator();
    const at = `${subscriptions.contoso}/providers/Microsoft.Resources/deployments/handover` as const;
    const inner = template({
      parameters: { principalId: { type: "string" } },
      resources: [
        {
          type: "Microsoft.Authorization/roleAssignments",
          apiVersion: "2022-04-01",
          name: "[guid(resourceGroup().id, parameters('principalId'))]",
          properties: {
            roleDefinitionId: `${subscriptions.contoso}/providers/Microsoft.Authorization/roleDefinitions/${contributor}`,
            principalId: "[parameters('principalId')]",
            principalType: "ServicePrincipal",
          },
        },
      ],
    });
    const nested = {
      type: "Microsoft.Resources/deployments",
      apiVersion: "2022-09-01",
      name: "role",
      subscriptionId: subscriptions.contoso.split("/").at(-1),
      resourceGroup: "rg-app",
      properties: {
        mode: "Incremental",
        expressionEvaluationOptions: { scope: "inner" },
        parameters: { principalId: { value: "[parameters('who')]" } },
        template: inner,
      },
    };
    const outer = template({ parameters: { who: { type: "string" } }, resources: [nested] });
    const who = "abcd0000-0000-4000-8000-000000000001";
    const properties = { mode: "Incremental", template: outer, parameters: { who: { value: who } } };
    const put = (body: Json) => callArm(emulator, "contoso", `PUT ${at}${version}`, { body });
    expectArmRefusal(await put({ properties }), {
      status: 400,
      code: "LocationRequired",
      message: "The 'location' property must be specified for 'handover'.",
    });
    expect((await put({ location: "japaneast", properties })).status).toBe(201);
    expect((await ended(emulator, at))["provisioningState"]).toBe("Succeeded");
    const made = emulator.context.store.state.arm.roleAssignments.find(({ principalId }) => principalId === who);
    expect(made?.scope.toLowerCase()).toBe(contoso.group.toLowerCase());
    const listed = await callArm(emulator, "contoso", `GET ${deployments}${version}`);
    expect((listed.body as { value: Json[] }).value.map(({ name }) => name)).toEqual(["role"]);
  });

  it("that fails half way says which resource failed and why, and keeps what it made", async () => {
    const emulator = await anEmulator();
    const resources = [
      { type: "Microsoft.Web/serverfarms", apiVersion: "2024-11-01", name: "plan", location: "japaneast" },
      { type: "Microsoft.Storage/storageAccounts", apiVersion: "2025-06-01", name: "No", location: "japaneast" },
    ];
    const accepted = await ask(emulator, { template: template({ resources }) });
    expect(accepted.status).toBe(201);
    const error = {
      code: "DeploymentFailed",
      message:
        "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.",
      details: [
        {
          code: "AccountNameInvalid",
          message:
            "No is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.",
        },
      ],
    };
    const status = accepted.headers.get("azure-asyncoperation")?.replace(arm, "") as `/${string}`;
    expect((await callArm(emulator, "contoso", `GET ${status}`)).body).toEqual({ status: "Failed", error });
    expect(await ended(emulator)).toMatchObject({ provisioningState: "Failed", error });
    const { body } = await callArm(emulator, "contoso", `GET ${deployments}/one/operations${version}`);
    const states = (body as { value: { properties: Json }[] }).value.map(({ properties }) => properties);
    expect(states.map(({ provisioningState }) => provisioningState)).toEqual(["Succeeded", "Failed"]);
    expect(emulator.context.store.state.arm.resources.some(({ name }) => name === "plan")).toBe(true);
  });

  it("makes nothing at all when the caller may not make all of it", async () => {
    const emulator = await anEmulator();
    const caller = await aCaller(emulator, "contoso");
    const role = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    await assignRole(emulator, "contoso", { scope: contoso.group, role, principalId: caller.principalId });
    const token = await caller.token(`${arm}/.default`);
    const before = JSON.stringify(emulator.context.store.state.arm);
    const parameters = { identity: { value: "id-orders" } };
    const body = { properties: { mode: "Incremental", template: identityAndRole, parameters } };
    const answer = await callArm(emulator, "contoso", `PUT ${deployments}/one${version}`, { token, body });
    expect(field(answer.body, "error.code")).toBe("InvalidTemplateDeployment");
    expect(field(answer.body, "error.message")).toMatch(
      new RegExp(
        `^Deployment failed with multiple errors: 'Authorization failed for template resource '[0-9a-f-]{36}' of type 'Microsoft.Authorization/roleAssignments'\\. The client '${caller.clientId}' with object id '${caller.principalId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${contoso.group}' or the scope is invalid\\. If access was recently granted, please refresh your credentials\\.'$`,
      ),
    );
    expect(JSON.stringify(emulator.context.store.state.arm)).toBe(before);
  });

  it("may name its resources, and refer to one that is there already", async () => {
    const emulator = await anEmulator();
    const named = {
      site: { existing: true, type: "Microsoft.Web/sites", apiVersion: "2024-11-01", name: "app-orders" },
      plan: {
        type: "Microsoft.Web/serverfarms",
        apiVersion: "2024-11-01",
        name: "plan",
        location: "japaneast",
        dependsOn: ["site", "never"],
      },
      never: { condition: false, type: "Microsoft.Web/serverfarms", apiVersion: "2024-11-01", name: "never" },
    };
    const outputs = { host: { type: "string", value: "[reference('site').defaultHostName]" } };
    const wanted = { languageVersion: "2.0", contentVersion: "1.0.0.0", resources: named, outputs };
    expect((await ask(emulator, { template: wanted })).status).toBe(201);
    expect(await ended(emulator)).toMatchObject({
      provisioningState: "Succeeded",
      outputs: { host: { type: "string", value: "app-orders.azurewebsites.net" } },
      outputResources: [{ id: `${contoso.group}/providers/Microsoft.Web/serverfarms/plan` }],
    });
  });

  it.each([
    [
      { dependsOn: ["other"] },
      "The resource 'other' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.",
    ],
    [
      { dependsOn: ["plan"] },
      `Circular dependency detected on resource: '${contoso.group}/providers/Microsoft.Web/serverfarms/plan'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    ],
    [{ copy: { name: "loop", count: 2 } }, "The emulator does not repeat resources with 'copy'."],
    [{ import: "microsoftGraphV1" }, "The emulator deploys no resources of extensions, such as Microsoft Graph's."],
    [{ apiVersion: undefined }, "A resource of the template has no 'apiVersion'."],
  ])("with %j in a resource is refused", async (changes, fault) => {
    const emulator = await anEmulator();
    const plan = { type: "Microsoft.Web/serverfarms", apiVersion: "2024-11-01", name: "plan", location: "japaneast" };
    const { status, body } = await ask(emulator, { template: template({ resources: [{ ...plan, ...changes }] }) });
    expect([status, field(body, "error.code")]).toEqual([400, "InvalidTemplate"]);
    expect(field(body, "error.message").slice("Deployment template validation failed: '".length, -2)).toEqual(fault);
  });

  it("reaches no subscription of the other directory", async () => {
    const emulator = await anEmulator();
    const resource = {
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: "2022-04-01",
      scope: fabrikam.storage,
      name: "abcd0000-0000-4000-8000-000000000002",
      properties: {},
    };
    const answer = await ask(emulator, { template: template({ resources: [resource] }) });
    expect([answer.status, field(answer.body, "error.code")]).toEqual([401, "InvalidAuthenticationTokenTenant"]);
  });

  it.each([
    [{ templateLink: { uri: "https://example.com/t.json" } }, 400, "InvalidContentLink"],
    [{ mode: "Complete", template: template({}) }, 400, "InvalidRequestContent"],
    [{}, 400, "InvalidRequestContent"],
  ])("%j is refused", async (properties, status, code) => {
    const emulator = await anEmulator();
    const { status: saw, body } = await callArm(emulator, "contoso", `PUT ${deployments}/one${version}`, {
      body: { properties },
    });
    expect([saw, field(body, "error.code")]).toEqual([status, code]);
  });

  it("is shown, exported, found by HEAD and deleted", async () => {
    const emulator = await anEmulator();
    await ask(emulator, { template: output("x") });
    const call = async (text: string): Promise<number> =>
      (await callArm(emulator, "contoso", `${text}${version}` as `GET /${string}`)).status;
    expect(await call(`HEAD ${deployments}/one`)).toBe(204);
    expect(await call(`POST ${deployments}/one/exportTemplate`)).toBe(200);
    expect(await call(`DELETE ${deployments}/one`)).toBe(204);
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${deployments}/one${version}`), {
      status: 404,
      code: "DeploymentNotFound",
      message: "Deployment 'one' could not be found.",
    });
  });
});
