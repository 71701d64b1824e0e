import { describe, expect, it } from "vitest";
import { anEmulator, arm, contoso } from "../../emulator.ts";
import type { Json } from "../../wire.ts";
import { operatorToken } from "../../wire.ts";
import { subscriptions } from "../callers.ts";
import { ask, deployments, ended, output, template, version } from "./deployment.ts";
import { expectArmRefusal } from "./refusal.ts";

async function evaluated(expression: unknown, content: Json = {}): Promise<unknown> {
  const emulator = await anEmulator();
  const answer = await ask(emulator, { template: { ...output(expression, "object"), ...content } });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  const { outputs } = await ended(emulator);
  return ((outputs as Json)["it"] as Json)["value"];
}

describe("a template's expressions", () => {
  it.each([
    ["plain text", "plain text"],
    ["[[not an expression]", "[not an expression]"],
    ["[guid('a', 'b', 'c')]", "a98fa280-e03f-5afa-8d8e-92d0a9c201e8"],
    ["[concat('it''s ', toUpper('a'), 1)]", "it's A1"],
    ["[format('{0}/{1}', 'a', 2)]", "a/2"],
    ["[resourceGroup().location]", "japaneast"],
    ["[subscription().subscriptionId]", subscriptions.contoso.split("/").at(-1)],
    ["[tenant().tenantId]", contoso.tenantId],
    ["[deployment().name]", "one"],
    ["[environment().authentication.loginEndpoint]", "https://login.microsoftonline.com/"],
    [
      "[resourceId('Microsoft.Storage/storageAccounts/blobServices', 'a', 'default')]",
      `${contoso.group}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default`,
    ],
    [
      "[resourceId('s', 'g', 'Microsoft.Web/sites', 'w')]",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w",
    ],
    [
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')]",
      `${subscriptions.contoso}/providers/Microsoft.Authorization/roleDefinitions/r`,
    ],
    [
      "[extensionResourceId('/x', 'Microsoft.Authorization/roleAssignments', 'r')]",
      "/x/providers/Microsoft.Authorization/roleAssignments/r",
    ],
    ["[if(equals('A', 'a'), 'same', json('broken'))]", "same"],
    ["[createObject('a', createArray(1, 2)[1])]", { a: 2 }],
    ["[variables('twice')]", "xx"],
  ])("%s is %j", async (expression, value) => {
    const variables = { once: "x", twice: "[concat(variables('once'), variables('once'))]" };
    expect(await evaluated(expression, { variables })).toEqual(value);
  });

  it.each([
    [
      "[uniqueString('a')]",
      "The template function 'uniqueString' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      "[parameters('none')]",
      "The template parameter 'none' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.",
    ],
    [
      "[variables('none')]",
      "The template variable 'none' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.",
    ],
    [
      "[resourceGroup().nothing]",
      "The language expression property 'nothing' doesn't exist, available properties are 'id, name, location'.",
    ],
    ["[concat('a'", "The language expression 'concat('a'' is not valid: ')' is expected."],
    ["[concat('a') more]", "The language expression 'concat('a') more' is not valid: the end is expected."],
    [
      "[resourceId('Microsoft.Web/sites')]",
      "Unable to evaluate template language function 'resourceId': the type 'Microsoft.Web/sites' requires '1' resource name argument(s).",
    ],
  ])("%s is refused before anything is made", async (expression, fault) => {
    const emulator = await anEmulator();
    const before = JSON.stringify(emulator.context.store.state.arm);
    const text = expression.endsWith("]") ? expression : `${expression}]`;
    const resource = { type: "Microsoft.Web/serverfarms", apiVersion: "2024-11-01", name: text, location: "japaneast" };
    const answer = await ask(emulator, { template: template({ resources: [resource] }) });
    expectArmRefusal(answer, {
      status: 400,
      code: "InvalidTemplate",
      message: `Deployment template validation failed: '${fault}'.`,
    });
    expect(JSON.stringify(emulator.context.store.state.arm)).toBe(before);
  });
});

describe("a template's parameters", () => {
  const declared = {
    parameters: { name: { type: "string", allowedValues: ["a", "b"] }, size: { type: "int", defaultValue: 1 } },
  };
  it.each([
    [
      {},
      "The value for the template parameter 'name' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.",
    ],
    [
      { name: "a", other: 1 },
      "The template parameters 'other' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are 'name, size'. Please see https://aka.ms/arm-pass-parameter-values for usage details.",
    ],
    [
      { name: "c" },
      "The provided value for the template parameter 'name' is not valid. The value 'c' is not part of the allowed value(s): 'a,b'.",
    ],
    [
      { name: "a", size: "1" },
      "Template parameter JToken type is not valid. Expected 'Integer'. Actual 'String'. Please see https://aka.ms/arm-syntax-parameters for usage details.",
    ],
  ])("%j is refused", async (parameters, fault) => {
    const emulator = await anEmulator();
    for (const action of [undefined, "/validate"] as const) {
      const wanted = { template: template(declared), parameters, ...(action ? { action } : {}) };
      expectArmRefusal(await ask(emulator, wanted), {
        status: 400,
        code: "InvalidTemplate",
        message: `Deployment template validation failed: '${fault}'.`,
      });
    }
  });
});

describe("a request body", () => {
  const send = async (body: string): Promise<number> => {
    const emulator = await anEmulator();
    const token = await operatorToken(emulator, "contoso", `${arm}/.default`);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" };
    const url = `${arm}${deployments}/one${version}`;
    return (await emulator.fetch(new Request(url, { method: "PUT", headers, body }))).status;
  };

  it("may be written as template authors write: the Azure CLI sends it so", async () => {
    const written = `{ /* our own */
      "outputs": { "it": { "type": "string", "value": "[concat('two
        lines', ' // and no comment')]" }, }, // the end
      "resources": [], }`;
    expect(await send(`{"properties": {"mode": "Incremental", template:${written}}}`)).toBe(201);
  });

  it.each(["{", "[1", "nothing", '"a text"', '{"properties" 1}'])("that is %s is refused", async (body) => {
    expect(await send(body)).toBe(400);
  });
});
