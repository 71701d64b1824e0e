// What an administrator does in a directory around the articles: applications, service principals, secrets, grants, logs.
import { deepEqual, equal, match } from "node:assert/strict";
import type { Az } from "../az.ts";
import { azOf, registerCloud, signIn } from "../az.ts";
import { microsoftGraph, namesOf } from "../ids.ts";
import type { ControlScenario, Stage } from "../scenario.ts";

async function makeApplication({ json, text }: Az): Promise<string> {
  const id =
    await text`ad app create --display-name orders-api --sign-in-audience AzureADMultipleOrgs --query appId --output tsv`;
  const role = {
    allowedMemberTypes: ["Application"],
    description: "Reads orders",
    displayName: "Orders.Read",
    isEnabled: true,
    value: "Orders.Read",
    id: "aaaaaaaa-0000-4000-8000-000000000001",
  };
  await json`ad app update --id ${id} --identifier-uris api://${id} --app-roles ${JSON.stringify([role])}`;
  await json`ad app update --id ${id} --set notes=Ours`;
  deepEqual(await json`ad app show --id api://${id} --query [displayName,notes,appRoles[0].value]`, [
    "orders-api",
    "Ours",
    "Orders.Read",
  ]);
  // Typing it again changes the one that is there, as in Azure.
  equal(await text`ad app create --display-name orders-api --query appId --output tsv`, id);
  return id;
}

async function grant({ json }: Az, id: string): Promise<void> {
  const { appId, userRead } = microsoftGraph;
  await json`ad sp create --id ${id}`;
  await json`ad app permission add --id ${id} --api ${appId} --api-permissions ${userRead}=Scope`;
  await json`ad app permission grant --id ${id} --api ${appId} --scope User.Read`;
  deepEqual(await json`ad app permission list-grants --id ${id} --query [].scope`, ["User.Read"]);
  deepEqual(await json`ad sp list --display-name ${"Microsoft Graph"} --query [].appId`, [appId]);
}

/** Secrets are the thing to be rid of; that they can be made is how one signs in before. */
async function secrets(stage: Stage, { json, text, refused }: Az, id: string): Promise<void> {
  const { homeTenantId } = namesOf(stage);
  const password = await text`ad app credential reset --id ${id} --append --query password --output tsv`;
  equal(((await json`ad app credential list --id ${id}`) as readonly unknown[]).length, 1);
  const caller = azOf(stage, "application");
  await registerCloud(caller, stage);
  await caller.json`login --service-principal --username ${id} --password=${password} --tenant ${homeTenantId} --allow-no-subscriptions`;
  equal(await caller.refused`ad app list`, "ERROR: Insufficient privileges to complete the operation.");
  const key = await text`ad app credential list --id ${id} --query [0].keyId --output tsv`;
  await json`ad app credential delete --id ${id} --key-id ${key}`;
  const late = azOf(stage, "late");
  await registerCloud(late, stage);
  match(
    await late.refused`login --service-principal --username ${id} --password=${password} --tenant ${homeTenantId} --allow-no-subscriptions`,
    /^ERROR: AADSTS7000215: Invalid client secret provided\./,
  );
  await json`ad app credential reset --id ${id} --create-cert --append --query keyId`;
  equal(((await json`ad app credential list --id ${id} --cert`) as readonly unknown[]).length, 1);
  equal(
    await refused`ad app credential delete --id ${id} --key-id ${key}`,
    `ERROR: No password credential found with keyId '${key}'.`,
  );
}

/** The log says of every sign-in what proved it, and of those that failed why. */
async function signIns({ json }: Az, graph: string): Promise<void> {
  const filter = encodeURIComponent("signInEventTypes/any(t:t eq 'servicePrincipal')");
  const seen =
    (await json`rest --url ${graph}/beta/auditLogs/signIns?$filter=${filter}&$top=50 --query value[].[clientCredentialType,status.errorCode]`) as readonly unknown[];
  const kinds = new Set(seen.map((each) => JSON.stringify(each)));
  deepEqual([...kinds].toSorted(), ['["clientSecret",0]', '["clientSecret",7000215]']);
}

async function rest(
  { json, refused }: Az,
  { graph, resourceManager, id }: Record<"graph" | "resourceManager" | "id", string>,
): Promise<void> {
  const header = "Content-Type=application/json";
  await json`rest --method PATCH --url ${graph}/v1.0/applications(appId='${id}') --headers ${header} --body ${'{"tags":["seen"]}'}`;
  deepEqual(await json`rest --url ${graph}/v1.0/applications(appId='${id}')?$select=tags,appId --query [tags,appId]`, [
    ["seen"],
    id,
  ]);
  deepEqual(await json`rest --url ${graph}/v1.0/applications/$count --headers ConsistencyLevel=eventual`, 2);
  const subscriptions =
    await json`rest --url ${resourceManager}/subscriptions?api-version=2022-12-01 --query length(value)`;
  equal(subscriptions, 1);
  match(
    await refused`rest --url ${graph}/v1.0/applications/none`,
    /^ERROR: Not Found\(\{"error":\{"code":"Request_ResourceNotFound"/,
  );
}

async function run(stage: Stage): Promise<void> {
  const { graph, resourceManager } = stage.emulator.environment;
  const az = await signIn(stage, "home");
  const id = await makeApplication(az);
  await grant(az, id);
  await rest(az, { graph, resourceManager, id });
  await secrets(stage, az, id);
  await signIns(az, graph);
  await az.json`ad sp delete --id ${id}`;
  await az.json`ad app delete --id ${id}`;
  match(await az.refused`ad app show --id ${id}`, /does not exist or one of its queried reference-property objects/);
  match(await az.refused`ad sp show --id ${id}`, /does not exist or one of its queried reference-property objects/);
  const deleted = `${graph}/v1.0/directory/deletedItems`;
  const object = (await az.json`rest --url ${deleted}/microsoft.graph.application --query value[0].id`) as string;
  await az.json`rest --method POST --url ${deleted}/${object}/restore`;
  equal(await az.text`ad app show --id ${id} --query displayName --output tsv`, "orders-api");
}

export const directory: readonly ControlScenario[] = [
  { id: "directory/applications", client: "azure-cli", reaches: ["token", "graph"], run },
];
