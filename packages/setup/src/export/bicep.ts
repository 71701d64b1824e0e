// Both halves as Bicep with the Microsoft Graph extension. Public cloud only, and only from the command line:
// https://learn.microsoft.com/graph/templates/bicep/limitations
import type { DeployedRole } from "./arm-scope.ts";
import { deployedRoles } from "./arm-scope.ts";
import type { HomeModel, ResourceModel } from "./model.ts";
import { impossible, noPolicy } from "./model.ts";
import { bicep, oneLine } from "./quote.ts";

export interface BicepFile {
  readonly name: string;
  readonly text: string;
}

/** @see https://github.com/microsoftgraph/msgraph-bicep-types */
export const bicepConfig: BicepFile = {
  name: "bicepconfig.json",
  text: `${JSON.stringify(
    { extensions: { microsoftGraphV1: "br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0" } },
    undefined,
    2,
  )}\n`,
};

/** API versions for `existing`; nothing is read through them but the id. */
const apiVersions: Readonly<Record<string, string>> = {
  "microsoft.storage/storageaccounts": "2023-05-01",
  "microsoft.storage/storageaccounts/blobservices": "2023-05-01",
  "microsoft.storage/storageaccounts/blobservices/containers": "2023-05-01",
  "microsoft.storage/storageaccounts/queueservices/queues": "2023-05-01",
  "microsoft.storage/storageaccounts/tableservices/tables": "2023-05-01",
  "microsoft.cognitiveservices/accounts": "2025-06-01",
  "microsoft.cognitiveservices/accounts/projects": "2025-06-01",
  "microsoft.keyvault/vaults": "2023-07-01",
  "microsoft.servicebus/namespaces": "2024-01-01",
  "microsoft.eventhub/namespaces": "2024-01-01",
};

function checkCloud({ cloud }: ResourceModel | HomeModel): void {
  if (cloud.name !== "public") throw impossible([`Bicep's Graph extension does not know the cloud ${cloud.name}`]);
}

function roleModule(role: DeployedRole): string {
  const { scope, definitionId, roleName, description, target, resourceGroup } = role;
  const version = target === undefined ? "" : (apiVersions[target.type.toLowerCase()] ?? "");
  if (target !== undefined && version === "") {
    throw impossible([`Bicep needs an API version for ${target.type}, which is not known here`]);
  }
  return [
    `// ${oneLine(roleName)}`,
    `targetScope = ${resourceGroup === undefined ? "'subscription'" : "'resourceGroup'"}`,
    "",
    "param principalId string",
    "",
    ...(target === undefined
      ? []
      : [
          `resource target ${bicep(`${target.type}@${version}`)} existing = {`,
          `  name: ${bicep(target.name)}`,
          "}",
          "",
        ]),
    "resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {",
    ...(target === undefined ? [] : ["  scope: target"]),
    `  name: guid(${bicep(scope)}, principalId, ${bicep(definitionId)})`,
    "  properties: {",
    `    roleDefinitionId: ${bicep(definitionId)}`,
    "    principalId: principalId",
    "    principalType: 'ServicePrincipal'",
    `    description: ${bicep(description)}`,
    "  }",
    "}",
    "",
  ].join("\n");
}

function moduleCall({ subscriptionId, resourceGroup }: DeployedRole, index: number): string[] {
  const scope =
    resourceGroup === undefined
      ? `subscription(${bicep(subscriptionId)})`
      : `resourceGroup(${bicep(subscriptionId)}, ${bicep(resourceGroup)})`;
  return [
    `module role${index + 1} 'role-${index + 1}.bicep' = {`,
    `  name: 'tegata-role-${index + 1}'`,
    `  scope: ${scope}`,
    "  params: {",
    "    principalId: servicePrincipal.id",
    "  }",
    "}",
    "",
  ];
}

/** A name must be known when the deployment starts, and the principal is not: hence a module for each role. */
export function bicepResource(model: ResourceModel): BicepFile[] {
  checkCloud(model);
  const { applicationId, applicationName, homeTenantId, tags, notes, appRoles } = model;
  if (appRoles.length > 0) throw impossible(appRoles.map(({ api }) => `the Bicep export gives no app roles (${api})`));
  const roles = deployedRoles(model.roles, "Bicep");
  const main = [
    `// Lets the application ${oneLine(applicationName)} (${applicationId}, of directory ${homeTenantId}) use resources of this directory.`,
    `// az login --tenant ${model.tenantId}; az deployment sub create --location <region> --template-file main.bicep`,
    "targetScope = 'subscription'",
    "",
    "extension microsoftGraphV1",
    "",
    "resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {",
    `  appId: ${bicep(applicationId)}`,
    `  notes: ${bicep(notes)}`,
    "  tags: [",
    ...tags.map((tag) => `    ${bicep(tag)}`),
    "  ]",
    "}",
    "",
    ...roles.flatMap(moduleCall),
    "output servicePrincipalObjectId string = servicePrincipal.id",
    "",
  ].join("\n");
  const modules = roles.map((role, index) => ({ name: `role-${index + 1}.bicep`, text: roleModule(role) }));
  return [{ name: "main.bicep", text: main }, ...modules, bicepConfig];
}

function trustLines({ trusts }: HomeModel): string[] {
  return trusts.flatMap(({ name, issuer, subject, audience, description }, index) => [
    "",
    `  resource trust${index + 1} 'federatedIdentityCredentials@v1.0' = {`,
    // The name is made of both, and "parent" is not allowed: https://learn.microsoft.com/graph/templates/known-issues-graph-bicep
    `    name: '\${application.uniqueName}/${bicep(name).slice(1, -1)}'`,
    `    issuer: ${bicep(issuer)}`,
    `    subject: ${subject === undefined ? "identity.properties.principalId" : bicep(subject)}`,
    "    audiences: [",
    `      ${bicep(audience)}`,
    "    ]",
    `    description: ${bicep(description)}`,
    "  }",
  ]);
}

function identityLines({ identity }: HomeModel): string[] {
  if (identity === undefined) return [];
  return [
    "resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {",
    `  name: ${bicep(identity.name)}`,
    `  location: ${bicep(identity.location)}`,
    "  tags: {",
    ...Object.entries(identity.tags).map(([key, value]) => `    ${bicep(key)}: ${bicep(value)}`),
    "  }",
    "}",
    "",
  ];
}

export function bicepHome(model: HomeModel): BicepFile[] {
  checkCloud(model);
  if (model.applicationId !== undefined) {
    throw impossible(["Bicep finds an application by its unique name only, not by its client id"]);
  }
  const { identity, hosts } = model;
  const group = identity?.resourceGroup ?? "<resource group>";
  const main = [
    `// Makes the application ${oneLine(model.applicationName)} and what it trusts, without any secret.`,
    `// az login --tenant ${model.tenantId}; az deployment group create --resource-group ${oneLine(group)} --template-file main.bicep`,
    ...hosts.map(({ kind, name }) => `// Add the identity to ${kind} ${oneLine(name)} in the template that owns it.`),
    ...(model.wantsPolicy ? noPolicy.map((line) => `// ${line}`) : []),
    "targetScope = 'resourceGroup'",
    "",
    "extension microsoftGraphV1",
    "",
    ...identityLines(model),
    "resource application 'Microsoft.Graph/applications@v1.0' = {",
    `  uniqueName: ${bicep(model.uniqueName)}`,
    `  displayName: ${bicep(model.applicationName)}`,
    `  signInAudience: ${bicep(model.signInAudience)}`,
    "  requiredResourceAccess: []",
    "  servicePrincipalLockConfiguration: {",
    "    isEnabled: true",
    "    allProperties: true",
    "  }",
    "  tags: [",
    "    'tegata'",
    "  ]",
    "  notes: 'Managed by Tegata.'",
    ...trustLines(model),
    "}",
    "",
    "output applicationClientId string = application.appId",
    "",
  ].join("\n");
  return [{ name: "main.bicep", text: main }, bicepConfig];
}
