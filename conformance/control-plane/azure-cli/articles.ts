// Both articles, typed as their readers type them.
import { deepEqual, equal } from "node:assert/strict";
import type { Az } from "../az.ts";
import { azOf, registerCloud, signInBoth } from "../az.ts";
import type { Names } from "../ids.ts";
import { assertionOf, exchangeAudience, microsoftGraph, namesOf } from "../ids.ts";
import { runSampleApp } from "../sample-app.ts";
import type { ControlScenario, Stage } from "../scenario.ts";

export interface Identity {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
}

export async function createIdentity({ json }: Az, name: string): Promise<Identity> {
  return (await json`identity create --resource-group rg-app --name ${name}`) as Identity;
}

interface Application {
  readonly id: string;
  readonly appId: string;
}

/** As the portal registers one, with User.Read; and then without it, as the article says. */
export async function registerApplication(az: Az, name: string): Promise<Application> {
  const { appId, userRead } = microsoftGraph;
  const access = JSON.stringify([{ resourceAppId: appId, resourceAccess: [{ id: userRead, type: "Scope" }] }]);
  const made =
    (await az.json`ad app create --display-name ${name} --sign-in-audience AzureADMultipleOrgs --required-resource-accesses ${access}`) as Application;
  deepEqual(await az.json`ad app permission list --id ${made.appId}`, JSON.parse(access));
  await az.json`ad app permission delete --id ${made.appId} --api ${appId} --api-permissions ${userRead}`;
  deepEqual(await az.json`ad app permission list --id ${made.appId}`, []);
  return made;
}

const credential = (name: string, issuer: string, subject: string): string =>
  JSON.stringify({ name, issuer, subject, audiences: [exchangeAudience] });

export async function trust(az: Az, { appId }: Application, { name, issuer, subject }: Record<string, string>) {
  return az.json`ad app federated-credential create --id ${appId} --parameters ${credential(name ?? "", issuer ?? "", subject ?? "")}`;
}

async function assign({ text, json }: Az, appId: string, { role, scope }: { role: string; scope: string }) {
  await json`role assignment create --assignee ${appId} --role ${role} --scope ${scope}`;
  equal(await text`role assignment list --assignee ${appId} --all --query [].roleDefinitionName --output tsv`, role);
}

/** The exchange itself, as a sign-in of the Azure CLI. */
async function signInAsWorkload(stage: Stage, names: Names, { appId, token }: { appId: string; token: string }) {
  const az = azOf(stage, "workload");
  await registerCloud(az, stage);
  const accounts =
    await az.json`login --service-principal --username ${appId} --tenant ${names.resourceTenantId} --federated-token ${token} --allow-no-subscriptions --query [].{tenant:tenantId,user:user.name}`;
  deepEqual(accounts, [{ tenant: names.resourceTenantId, user: appId }]);
  return az;
}

/** Everything that the article had made, taken away and verified to be gone. */
async function takeDown(
  { home, resource }: { home: Az; resource: Az },
  {
    appId,
    identity,
    host,
    scope,
  }: { appId: string; identity: Identity; host: "webapp" | "functionapp"; scope: string },
): Promise<void> {
  const remove = async (): Promise<void> => {
    await resource.json`role assignment delete --assignee ${appId} --scope ${scope}`;
    await resource.json`ad sp delete --id ${appId}`;
  };
  const site = host === "webapp" ? "app-orders" : "func-agents";
  const unassign = async (): Promise<void> => {
    await home.json`${host} identity remove --resource-group rg-app --name ${site} --identities ${identity.id}`;
    await home.json`identity delete --ids ${identity.id}`;
  };
  await Promise.all([remove(), unassign()]);
  await home.json`ad app delete --id ${appId}`;
  const gone = await Promise.all([
    home.json`identity list`,
    home.json`ad app list --all --query [?!ends_with(displayName,'operator')]`,
    home.json`ad sp list --all --query [?servicePrincipalType=='ManagedIdentity']`,
    resource.json`ad sp list --all --query [?appId=='${appId}']`,
    resource.json`role assignment list --all --query [?roleDefinitionName!='Owner']`,
  ]);
  deepEqual(gone, [[], [], [], [], []]);
}

async function storageArticle(stage: Stage): Promise<void> {
  const names = namesOf(stage);
  const { home, resource } = await signInBoth(stage);
  const identity = await createIdentity(home, "id-orders");
  await home.json`webapp identity assign --resource-group rg-app --name app-orders --identities ${identity.id}`;
  const application = await registerApplication(home, "orders");
  await trust(home, application, { name: "managed-identity", issuer: names.issuer, subject: identity.principalId });
  await resource.json`ad sp create --id ${application.appId}`;
  await assign(resource, application.appId, { role: "Storage Blob Data Contributor", scope: names.storageScope });
  const ids = { applicationClientId: application.appId, managedIdentityClientId: identity.clientId };
  deepEqual(await runSampleApp(stage, names, { host: "app-orders", ...ids }), [
    [201, '{"name":"greeting.txt"}'],
    [200, "hello from contoso"],
    [404, '{"code":"FileNotFound","message":"there is no such file"}'],
  ]);
  const token = await assertionOf(stage, "app-orders", identity.clientId);
  const workload = await signInAsWorkload(stage, names, { appId: application.appId, token });
  // A role for the data says nothing about the account.
  equal(
    (await workload.refused`storage account show --ids ${names.storageScope}`).split(" with object id")[0],
    `ERROR: (AuthorizationFailed) The client '${application.appId}'`,
  );
  await takeDown({ home, resource }, { appId: application.appId, identity, host: "webapp", scope: names.storageScope });
}

async function functionsArticle(stage: Stage): Promise<void> {
  const names = namesOf(stage);
  const { home, resource } = await signInBoth(stage);
  const identity = await createIdentity(home, "id-agents");
  await home.json`functionapp identity assign --resource-group rg-app --name func-agents --identities ${identity.id}`;
  const application = await registerApplication(home, "agents");
  // "Other issuer": Entra's own, typed by hand, and one that is not Entra.
  const github = { issuer: "https://token.actions.githubusercontent.com", subject: "repo:contoso/agents:ref:main" };
  await trust(home, application, { name: "other-issuer", issuer: names.issuer, subject: identity.principalId });
  await trust(home, application, { name: "github", ...github });
  deepEqual(
    await home.json`ad app federated-credential list --id ${application.appId} --query [].[name,issuer,subject,audiences[0]]`,
    [
      ["other-issuer", names.issuer, identity.principalId, exchangeAudience],
      ["github", github.issuer, github.subject, exchangeAudience],
    ],
  );
  await home.json`ad app federated-credential delete --id ${application.appId} --federated-credential-id github`;
  await resource.json`ad sp create --id ${application.appId}`;
  const account =
    await resource.text`cognitiveservices account create --name fabrikam-agents --resource-group rg-data --location japaneast --kind AIServices --sku S0 --yes --query id --output tsv`;
  await assign(resource, application.appId, { role: "Foundry User", scope: account });
  const token = await assertionOf(stage, "func-agents", identity.clientId);
  const workload = await signInAsWorkload(stage, names, { appId: application.appId, token });
  deepEqual(
    await workload.json`account get-access-token --resource https://ai.azure.com --query {tenant:tenant,tokenType:tokenType}`,
    { tenant: names.resourceTenantId, tokenType: "Bearer" },
  );
  await takeDown({ home, resource }, { appId: application.appId, identity, host: "functionapp", scope: account });
}

const client = "azure-cli";
const reaches = ["token", "resourceManager", "graph"] as const;

export const articles: readonly ControlScenario[] = [
  {
    id: "articles/app-service-and-storage",
    client,
    with: ["tegata-credential"],
    reaches: [...reaches, "blob"],
    run: storageArticle,
  },
  { id: "articles/functions-and-foundry", client, reaches, run: functionsArticle },
];
