// Microsoft's own libraries for administrators' programs, and what those programs must see.
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { sides } from "../chains.ts";
import { runChild } from "../child.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";
import type { ControlScenario, Stage } from "./scenario.ts";

const limitMs = 180_000;

/** Runs a program as the home directory's operator; gives the JSON that it printed. */
async function printedBy({ emulator, client, signal }: Stage, file: string): Promise<unknown> {
  const { authority, resourceManager, graph, ca, caBundle } = emulator.environment;
  const { tenantId, subscriptionId, operator } = sides(emulator.environment).home;
  const env = {
    ...inherited(),
    AUTHORITY: authority,
    RESOURCE_MANAGER: resourceManager,
    GRAPH: graph,
    TENANT_ID: tenantId,
    SUBSCRIPTION_ID: subscriptionId,
    CLIENT_ID: operator.clientId,
    CLIENT_SECRET: operator.clientSecret,
    NODE_EXTRA_CA_CERTS: ca,
    REQUESTS_CA_BUNDLE: caBundle,
    SSL_CERT_FILE: caBundle,
  };
  const program = join("programs", "control-plane", file);
  const ended = await runChild(client.runtime, [program], { cwd: client.folder, env, limitMs, signal });
  if (ended.code !== 0) throw new Error(`${file} ended with ${ended.code}:\n${tail(ended)}`);
  return JSON.parse(ended.stdout) as unknown;
}

const resourceManager = {
  identity: ["id-js", true],
  tagged: { team: "orders" },
  trusts: [["aks", "system:shop"]],
  twoAudiences: "400 BadRequest",
  site: ["site-js.azurewebsites.net", "SystemAssigned, UserAssigned", 1],
  patched: "UserAssigned",
  settings: { CLIENT: "x" },
  account: ["contosojs", "Succeeded"],
  container: "orders",
  keys: ["key1", "key2"],
  role: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  assigned: true,
  again: "409 RoleAssignmentExists",
  held: 1,
  custom: "CustomRole",
  gone: ["404 ResourceNotFound", "404 ResourceNotFound", "404 ResourceNotFound"],
};

const graph = {
  application: ["orders-js", "AzureADMultipleOrgs", []],
  trust: "aks",
  sameTrust: "409 Request_MultipleObjectsWithSameKeyValue true",
  trusts: ["system:other"],
  samePrincipal: "409 Request_MultipleObjectsWithSameKeyValue true",
  held: ["Microsoft Graph"],
  list: [1, [{ displayName: "orders-js", notes: "Ours" }]],
  password: ["first", true],
  upsert: ["made-by-name", "by-name"],
  batch: [200, 404],
  beta: "orders-js",
  gone: "404 Request_ResourceNotFound true",
  restored: "orders-js",
};

/** The library for Python says of a refusal what Graph says, without the request's id. */
const graphOfPython = {
  application: graph.application,
  trust: "aks",
  sameTrust: "409 Request_MultipleObjectsWithSameKeyValue",
  trusts: ["system:other"],
  samePrincipal: "409 Request_MultipleObjectsWithSameKeyValue",
  held: ["Microsoft Graph"],
  password: ["first", true],
  gone: "404 Request_ResourceNotFound",
};
const groups = { groups: ["rg-app", "rg-python"], groupIsThere: false };

function scenario(client: string, file: string, wanted: Record<string, unknown>): ControlScenario {
  const isGraph = file.startsWith("graph");
  return {
    id: isGraph ? "sdk/graph" : "sdk/resource-manager",
    client,
    reaches: ["token", isGraph ? "graph" : "resourceManager"],
    run: async (stage) => deepEqual(await printedBy(stage, file), wanted),
  };
}

export const sdks: readonly ControlScenario[] = [
  scenario("azure-arm-js", "resource-manager.mjs", resourceManager),
  scenario("azure-arm-js", "graph.mjs", graph),
  scenario("azure-mgmt-python", "resource_manager.py", { ...resourceManager, ...groups }),
  scenario("azure-mgmt-python", "graph.py", graphOfPython),
];
