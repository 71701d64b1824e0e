// The shape of tegata.yaml. Rules that need two places of the file at once are in cross-checks.ts.
import type { ClientId, ResourceId, SubscriptionId, TenantId } from "@tegata/core";
import { isGuid, parseResourceId, TegataError } from "@tegata/core";
import { z } from "zod";
import type {
  ApplicationConfiguration,
  Configuration,
  HomeConfiguration,
  HostConfiguration,
  IssuerTrust,
  AppRoleGrant,
  Grant,
  ResourceConfiguration,
  RoleGrant,
  Trust,
} from "./configuration.ts";

const guidPattern = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

function guid<Id extends string>(what: string): z.ZodType<Id> {
  return z
    .string()
    .regex(guidPattern, `must be ${what}: a GUID such as 11111111-2222-3333-4444-555555555555`)
    .refine((id) => !/^[0-]+$/.test(id), `must be ${what}; the empty GUID is none`)
    .transform((text) => text.toLowerCase() as Id);
}

function text(what: string, maxLength = 256): z.ZodString {
  return z
    .string()
    .min(1, `${what} must not be empty`)
    .max(maxLength, `${what} is longer than ${maxLength} characters`);
}

const tenantId = guid<TenantId>("a directory (tenant) id");
const subscriptionId = guid<SubscriptionId>("a subscription id");

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const resourceGroup = z.string().regex(/^[\w().-]{0,89}[\w()-]$/, "must be the name of a resource group");
const identityName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/, "must have 3 to 128 letters, digits, - or _, a letter or digit first");
const hostName = z.string().regex(/^[\w.-]{1,80}$/, "must be the name of a host, not its id or URL");

const host: z.ZodType<HostConfiguration> = z.strictObject({
  kind: z.enum(["appService", "functionApp", "virtualMachine", "containerApp"]),
  name: hostName,
  resourceGroup: z.exactOptional(resourceGroup),
  subscriptionId: z.exactOptional(subscriptionId),
});

const issuerTrust: z.ZodType<IssuerTrust> = z.strictObject({
  issuer: text("issuer", 600).regex(/^https:\/\/\S+$/, "must be an https URL, exactly as the token's iss has it"),
  subject: text("subject", 600).regex(/^\S(.*\S)?$/, "must not begin or end with white space"),
  audience: z.exactOptional(text("audience", 600)),
  name: z.exactOptional(
    z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/,
        "must have 3 to 120 letters, digits, - or _, a letter or digit first",
      ),
  ),
});

const trust: z.ZodType<Trust> = z.union([z.literal("managedIdentity"), issuerTrust]);

const application: z.ZodType<ApplicationConfiguration> = z.strictObject({
  name: text("name", 120).regex(/^\S(.*\S)?$/, "must not begin or end with white space"),
  clientId: z.exactOptional(guid<ClientId>("an application (client) id")),
  noSecretsPolicy: z.exactOptional(z.boolean()),
});

const home: z.ZodType<HomeConfiguration> = z.strictObject({
  tenantId,
  subscriptionId: z.exactOptional(subscriptionId),
  resourceGroup: z.exactOptional(resourceGroup),
  location: z.exactOptional(z.string().regex(/^[A-Za-z0-9 ]{2,40}$/, "must be an Azure region, such as japaneast")),
  identity: z.exactOptional(identityName),
  hosts: z.exactOptional(z.array(host)),
  application,
  trusts: z
    .array(trust)
    .min(1, "must name at least one trust")
    .max(20, "holds more than 20: the limit of one application"),
});

const scopePattern =
  /^\/(subscriptions\/[0-9a-fA-F-]{36}(\/.*)?|providers\/Microsoft\.Management\/managementGroups\/[^/]+)$/i;

function isScope(value: string): boolean {
  try {
    return (
      scopePattern.test(parseResourceId(value)) && (/^\/providers/i.test(value) || isGuid(value.split("/")[2] ?? ""))
    );
  } catch (cause) {
    if (cause instanceof TegataError) return false;
    throw cause;
  }
}

const roleGrant: z.ZodType<RoleGrant> = z.strictObject({
  role: text("role", 512),
  scope: z
    .string()
    .refine(isScope, "must be a Resource Manager id: /subscriptions/{id}/… or a management group's")
    .transform((value) => (isScope(value) ? parseResourceId(value) : (value as ResourceId))),
});

const appRoleGrant: z.ZodType<AppRoleGrant> = z.strictObject({
  api: text("api", 256).regex(
    /^(https:\/\/\S+|api:\/\/\S+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
    "must be the API's URL (https:// or api://) or its client id",
  ),
  appRole: text("appRole", 120).regex(
    /^[\w!#$%&'()*+,./:;=?@[\]^`{|}~-]+$/,
    "must be the value or the id of an app role",
  ),
});

const grant: z.ZodType<Grant> = z.union([roleGrant, appRoleGrant]);

const resource: z.ZodType<ResourceConfiguration> = z.strictObject({
  tenantId,
  grants: z.array(grant).min(1, "must name at least one grant"),
});

const cloud: z.ZodType<Configuration["cloud"]> = z
  .string()
  .regex(/^(public|usgov|china|https:\/\/\S+)$/, "must be public, usgov, china or the https URL of a cloud's metadata")
  .transform((name) => name as Configuration["cloud"]);

/** The whole file. */
export const configurationSchema: z.ZodType<Configuration> = z.strictObject({
  version: z.literal(1),
  cloud,
  home,
  resources: z.array(resource).min(1, "must name at least one resource directory"),
});
