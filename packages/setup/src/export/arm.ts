// The role assignments alone, as a template for a subscription: for whoever made the service principal in another way.
import type { DeployedRole } from "./arm-scope.ts";
import { deployedRoles } from "./arm-scope.ts";
import type { ResourceModel } from "./model.ts";
import { arm } from "./quote.ts";

const schema = "https://schema.management.azure.com/schemas";
const principal = "[parameters('principalId')]";

interface Assignment {
  readonly type: string;
  readonly apiVersion: string;
  readonly scope?: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
}

// Expressions quote with ', doubled inside.
function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function assignmentOf({ scope, definitionId, description, target }: DeployedRole): Assignment {
  return {
    type: "Microsoft.Authorization/roleAssignments",
    apiVersion: "2022-04-01",
    ...(target === undefined ? {} : { scope: arm(firstType(target)) }),
    name: `[guid(${literal(scope)}, parameters('principalId'), ${literal(definitionId)})]`,
    properties: {
      roleDefinitionId: arm(definitionId),
      principalId: principal,
      principalType: "ServicePrincipal",
      description: arm(description),
    },
  };
}

/** `Microsoft.Storage/storageAccounts/account/blobServices/default`: types and names in turn. */
function firstType({ type, name }: NonNullable<DeployedRole["target"]>): string {
  const [namespace = "", ...types] = type.split("/");
  const names = name.split("/");
  return [namespace, ...types.flatMap((one, index) => [one, names[index] ?? ""])].join("/");
}

const parameters = { principalId: { type: "string" } };

function nested(role: DeployedRole, index: number): unknown {
  const isGroup = role.resourceGroup !== undefined;
  return {
    type: "Microsoft.Resources/deployments",
    apiVersion: "2022-09-01",
    name: `tegata-role-${index + 1}`,
    subscriptionId: role.subscriptionId,
    ...(isGroup ? { resourceGroup: role.resourceGroup } : { location: "[deployment().location]" }),
    properties: {
      mode: "Incremental",
      expressionEvaluationOptions: { scope: "inner" },
      parameters: { principalId: { value: principal } },
      template: {
        $schema: isGroup
          ? `${schema}/2019-04-01/deploymentTemplate.json#`
          : `${schema}/2018-05-01/subscriptionDeploymentTemplate.json#`,
        contentVersion: "1.0.0.0",
        parameters,
        resources: [assignmentOf(role)],
      },
    },
  };
}

export function armResource(model: ResourceModel): string {
  const { principalId, applicationName, applicationId } = model;
  const about = `Object id, in this directory, of the service principal of ${applicationName} (${applicationId}).`;
  const template = {
    $schema: `${schema}/2018-05-01/subscriptionDeploymentTemplate.json#`,
    contentVersion: "1.0.0.0",
    metadata: { description: arm(`Gives the application ${applicationName} its roles; nothing else.`) },
    parameters: {
      principalId: {
        type: "string",
        ...(principalId === undefined ? {} : { defaultValue: principalId }),
        metadata: { description: arm(about) },
      },
    },
    resources: deployedRoles(model.roles, "A template").map(nested),
  };
  return `${JSON.stringify(template, undefined, 2)}\n`;
}
