// What an administrator does in Resource Manager around the articles: groups, hosts, accounts, roles, templates.
import { deepEqual, equal, match } from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Az } from "../az.ts";
import { signIn } from "../az.ts";
import { namesOf } from "../ids.ts";
import type { ControlScenario, Stage } from "../scenario.ts";

const group = "rg-new";

async function makeHosts({ json, text, refused }: Az): Promise<void> {
  deepEqual(await json`webapp list --query [].[name,resourceGroup,state]`, [["app-orders", "rg-app", "Running"]]);
  await json`appservice plan create --resource-group ${group} --name plan-new --sku B1 --is-linux`;
  await json`webapp create --resource-group ${group} --name web-new --plan plan-new --runtime NODE:22-lts`;
  equal(
    await text`webapp show --resource-group ${group} --name web-new --query defaultHostName --output tsv`,
    "web-new.azurewebsites.net",
  );
  await json`webapp config appsettings set --resource-group ${group} --name web-new --settings CLIENT=x OTHER=y`;
  await json`webapp config appsettings delete --resource-group ${group} --name web-new --setting-names OTHER`;
  deepEqual(
    await json`webapp config appsettings list --resource-group ${group} --name web-new --query [?name=='CLIENT'||name=='OTHER'].[name,value]`,
    [["CLIENT", "x"]],
  );
  const principal =
    await text`webapp identity assign --resource-group ${group} --name web-new --query principalId --output tsv`;
  match(principal, /^[0-9a-f-]{36}$/);
  equal(await text`ad sp show --id ${principal} --query servicePrincipalType --output tsv`, "ManagedIdentity");
  await json`webapp delete --resource-group ${group} --name web-new`;
  match(await refused`ad sp show --id ${principal}`, /does not exist or one of its queried reference-property objects/);
  match(await refused`webapp show --resource-group ${group} --name web-new`, /\(ResourceNotFound\)|not found/);
}

async function makeAccounts({ json, text, refused }: Az): Promise<void> {
  await json`storage account create --name contosonew --resource-group ${group} --location japaneast --sku Standard_LRS`;
  deepEqual(await json`storage account keys list --account-name contosonew --query [].keyName`, ["key1", "key2"]);
  await json`storage container-rm create --storage-account contosonew --name orders`;
  deepEqual(await json`storage container-rm list --storage-account contosonew --query [].name`, ["orders"]);
  equal(
    await refused`storage account create --name fabrikamdata --resource-group ${group} --location japaneast --sku Standard_LRS`,
    "ERROR: (StorageAccountAlreadyTaken) The storage account named fabrikamdata is already taken.",
  );
  await json`cognitiveservices account create --name contoso-agents --resource-group ${group} --location japaneast --kind AIServices --sku S0 --yes`;
  match(
    await text`cognitiveservices account keys list --name contoso-agents --resource-group ${group} --query key1 --output tsv`,
    /^\S{20,}$/,
  );
}

async function makeFunctionApp({ json, text }: Az): Promise<void> {
  await json`functionapp create --resource-group ${group} --name func-new --storage-account contosonew --consumption-plan-location japaneast --runtime node --runtime-version 24 --functions-version 4 --os-type Linux --disable-app-insights true`;
  equal(
    await text`functionapp show --resource-group ${group} --name func-new --query kind --output tsv`,
    "functionapp,linux",
  );
}

async function makeIdentities({ json, text, refused }: Az): Promise<void> {
  await json`identity create --resource-group ${group} --name id-new`;
  const place = ["--resource-group", group, "--identity-name", "id-new", "--name", "aks"] as const;
  await json`identity federated-credential create ${place[0]} ${place[1]} ${place[2]} ${place[3]} ${place[4]} ${place[5]} --issuer https://oidc.example/ --subject system:serviceaccount:shop:orders --audiences api://AzureADTokenExchange`;
  deepEqual(
    await json`identity federated-credential list --resource-group ${group} --identity-name id-new --query [].[name,subject]`,
    [["aks", "system:serviceaccount:shop:orders"]],
  );
  const id = await text`identity show --resource-group ${group} --name id-new --query id --output tsv`;
  await json`vm identity assign --resource-group rg-app --name vm-batch --identities ${id}`;
  deepEqual(await json`identity list-resources --resource-group ${group} --name id-new --query [].name`, ["vm-batch"]);
  await json`vm identity remove --resource-group rg-app --name vm-batch --identities ${id}`;
  equal(
    await refused`identity create --resource-group rg-none --name id-new --location japaneast`,
    "ERROR: (ResourceGroupNotFound) Resource group 'rg-none' could not be found.",
  );
}

async function useProviders({ json, text, refused }: Az): Promise<void> {
  equal(await text`provider show --namespace Microsoft.Web --query registrationState --output tsv`, "Registered");
  await json`provider unregister --namespace Microsoft.App`;
  equal(await text`provider show --namespace Microsoft.App --query registrationState --output tsv`, "NotRegistered");
  await json`provider register --namespace Microsoft.App`;
  match(await refused`provider show --namespace Microsoft.None`, /^ERROR: \(InvalidResourceNamespace\)/);
}

async function hostsAndAccounts(stage: Stage): Promise<void> {
  const az = await signIn(stage, "home");
  await az.json`group create --name ${group} --location japaneast`;
  await Promise.all([makeHosts(az), makeAccounts(az).then(() => makeFunctionApp(az))]);
  await Promise.all([makeIdentities(az), useProviders(az)]);
  const made = (await az.json`resource list --resource-group ${group} --query [].name`) as readonly string[];
  deepEqual([...made].toSorted(), ["contoso-agents", "contosonew", "func-new", "id-new", "plan-new"]);
  await az.json`group delete --name ${group} --yes`;
  equal(await az.text`group exists --name ${group}`, "false");
  deepEqual(await az.json`group list --query [].name`, ["rg-app"]);
}

async function roles(stage: Stage): Promise<void> {
  const { homeSubscription } = namesOf(stage);
  const az = await signIn(stage, "home");
  const scope = `${homeSubscription}/resourceGroups/rg-app`;
  const principal =
    await az.text`identity create --resource-group rg-app --name id-role --query principalId --output tsv`;
  const definition = {
    Name: "Account Lister",
    Description: "Sees storage accounts",
    Actions: ["Microsoft.Storage/storageAccounts/read"],
    AssignableScopes: [homeSubscription],
  };
  await az.json`role definition create --role-definition ${JSON.stringify(definition)}`;
  deepEqual(await az.json`role definition list --custom-role-only --query [].[roleName,permissions[0].actions]`, [
    ["Account Lister", definition.Actions],
  ]);
  deepEqual(await az.json`role definition list --name ${"Storage Blob Data Contributor"} --query [].[name,roleType]`, [
    ["ba92f5b4-2d11-453d-a403-e96b0029c9fe", "BuiltInRole"],
  ]);
  await az.json`role assignment create --assignee-object-id ${principal} --assignee-principal-type ServicePrincipal --role ${"Account Lister"} --scope ${scope} --condition ${"((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})))"} --condition-version 2.0`;
  match(
    await az.refused`role definition delete --name ${"Account Lister"}`,
    /^ERROR: \(RoleDefinitionHasAssignments\)/,
  );
  match(
    await az.refused`role assignment create --assignee-object-id 99999999-9999-4999-8999-999999999999 --role Reader --scope ${scope}`,
    /Cannot find user or service principal in graph database|does not exist in the directory/,
  );
  match(
    await az.refused`role assignment create --assignee-object-id ${principal} --assignee-principal-type ServicePrincipal --role Reader --scope ${scope}/providers/Microsoft.Storage/storageAccounts/none`,
    /^ERROR: \(ResourceNotFound\)/,
  );
  await az.json`role assignment delete --assignee ${principal} --role ${"Account Lister"} --scope ${scope}`;
  await az.json`role definition delete --name ${"Account Lister"}`;
  deepEqual(await az.json`role definition list --custom-role-only`, []);
}

/** An identity and its role in one template, as quick starts have it. */
const template = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { name: { type: "string" } },
  variables: { identity: "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))]" },
  resources: [
    {
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      apiVersion: "2024-11-30",
      name: "[parameters('name')]",
      location: "[resourceGroup().location]",
    },
    {
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: "2022-04-01",
      name: "[guid(resourceGroup().id, variables('identity'))]",
      dependsOn: ["[variables('identity')]"],
      properties: {
        roleDefinitionId:
          "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
        principalId: "[reference(variables('identity'), '2024-11-30').principalId]",
        principalType: "ServicePrincipal",
      },
    },
  ],
  outputs: { principalId: { type: "string", value: "[reference(variables('identity'), '2024-11-30').principalId]" } },
};

async function templates(stage: Stage): Promise<void> {
  const az = await signIn(stage, "home");
  const file = join(stage.folder, "template.json");
  await writeFile(file, JSON.stringify(template));
  const principal =
    await az.text`deployment group create --resource-group rg-app --template-file ${file} --parameters name=id-template --query properties.outputs.principalId.value --output tsv`;
  equal(
    await az.text`identity show --resource-group rg-app --name id-template --query principalId --output tsv`,
    principal,
  );
  deepEqual(await az.json`role assignment list --assignee ${principal} --all --query [].roleDefinitionName`, [
    "Reader",
  ]);
  equal(
    await az.text`deployment group show --resource-group rg-app --name template --query properties.provisioningState --output tsv`,
    "Succeeded",
  );
  deepEqual(
    await az.json`deployment operation group list --resource-group rg-app --name template --query [].properties.targetResource.resourceType`,
    template.resources.map(({ type }) => type),
  );
  const broken = { ...template, variables: { identity: "[uniqueString('x')]" } };
  await writeFile(file, JSON.stringify(broken));
  match(
    await az.refused`deployment group create --resource-group rg-app --template-file ${file} --parameters name=id-template`,
    /InvalidTemplate.*The template function 'uniqueString' is not expected at this location/,
  );
  await az.json`deployment group delete --resource-group rg-app --name template`;
  deepEqual(await az.json`deployment group list --resource-group rg-app`, []);
}

const client = "azure-cli";
const reaches = ["token", "resourceManager", "graph"] as const;

export const resources: readonly ControlScenario[] = [
  { id: "resources/hosts-and-accounts", client, reaches, run: hostsAndAccounts },
  { id: "resources/roles", client, reaches, run: roles },
  { id: "resources/templates", client, reaches, run: templates },
];
