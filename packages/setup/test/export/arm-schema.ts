// The envelope of a template as Microsoft publishes it, with the one resource type in it:
// https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json,
// https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json and
// https://schema.management.azure.com/schemas/2022-04-01/Microsoft.Authorization.Authz.json
import { z } from "zod";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const expression = /^\[[^[].*\]$/s;
const schemas = "https://schema.management.azure.com/schemas";
const parameter = z.strictObject({
  type: z.enum(["string", "securestring", "int", "bool", "object", "secureObject", "array"]),
  defaultValue: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
const head = {
  contentVersion: z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/),
  metadata: z.record(z.string(), z.unknown()).optional(),
  parameters: z.record(z.string(), parameter),
};
const assignment = z.strictObject({
  type: z.literal("Microsoft.Authorization/roleAssignments"),
  apiVersion: z.literal("2022-04-01"),
  name: z.string().regex(expression),
  scope: z.string().optional(),
  properties: z.strictObject({
    roleDefinitionId: z.string().startsWith("/"),
    principalId: z.string().regex(expression),
    principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]),
    description: z.string(),
  }),
});
const inner = z.strictObject({
  $schema: z.enum([
    `${schemas}/2019-04-01/deploymentTemplate.json#`,
    `${schemas}/2018-05-01/subscriptionDeploymentTemplate.json#`,
  ]),
  ...head,
  resources: z.array(assignment).min(1),
});
const deployment = z.strictObject({
  type: z.literal("Microsoft.Resources/deployments"),
  apiVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  name: z
    .string()
    .max(64)
    .regex(/^[-\w._()]+$/),
  subscriptionId: z.string().regex(guid),
  resourceGroup: z.string().optional(),
  location: z.string().optional(),
  properties: z.strictObject({
    mode: z.literal("Incremental"),
    expressionEvaluationOptions: z.strictObject({ scope: z.literal("inner") }),
    parameters: z.record(z.string(), z.strictObject({ value: z.string() })),
    template: inner,
  }),
});

/** A template for a subscription that gives roles. */
export const subscriptionTemplate: z.ZodType = z.strictObject({
  $schema: z.literal(`${schemas}/2018-05-01/subscriptionDeploymentTemplate.json#`),
  ...head,
  resources: z.array(deployment).min(1),
});
