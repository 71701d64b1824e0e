// Both halves as Terraform. `terraform destroy` is the way back; a script that needs no state stands beside it.
import { isGuid } from "@tegata/core";
import type { HomeModel, ResourceModel } from "./model.ts";
import { impossible, noPolicy } from "./model.ts";
import { hcl, oneLine } from "./quote.ts";

interface Attribute {
  readonly name: string;
  /** As it stands: an expression. */
  readonly value: string;
}

const text = (name: string, value: string): Attribute => ({ name, value: hcl(value) });
const raw = (name: string, value: string): Attribute => ({ name, value });

/** A block as `terraform fmt` writes it: equal signs in one column. */
function block(header: string, attributes: readonly Attribute[]): string[] {
  const width = Math.max(0, ...attributes.map(({ name }) => name.length));
  return [`${header} {`, ...attributes.map(({ name, value }) => `  ${name.padEnd(width)} = ${value}`), "}", ""];
}

function provider(name: string, attributes: readonly Attribute[]): string[] {
  const [open, ...rest] = block(`provider "${name}"`, attributes);
  return name === "azurerm" ? [open ?? "", "  features {}", ...rest] : [open ?? "", ...rest];
}

function environmentOf(cloud: string): Attribute[] {
  return cloud === "public" ? [] : [text("environment", cloud === "usgov" ? "usgovernment" : cloud)];
}

function head(title: string, model: ResourceModel | HomeModel, subscriptionId: string | undefined): string[] {
  const environment = environmentOf(model.cloud.name);
  const tenant = text("tenant_id", model.tenantId);
  return [
    `# ${oneLine(title)}`,
    "# The way back: terraform destroy.",
    "terraform {",
    "  required_providers {",
    ...(subscriptionId === undefined
      ? []
      : ["    azurerm = {", '      source  = "hashicorp/azurerm"', '      version = "~> 4.0"', "    }"]),
    "    azuread = {",
    '      source  = "hashicorp/azuread"',
    '      version = "~> 3.0"',
    "    }",
    "  }",
    "}",
    "",
    ...provider("azuread", [tenant, ...environment]),
    ...(subscriptionId === undefined
      ? []
      : provider("azurerm", [tenant, text("subscription_id", subscriptionId), ...environment])),
  ];
}

function subscriptionOf(id: string | undefined): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id ?? "")?.[1];
}

function roleLines({ roles }: ResourceModel): string[] {
  return roles.flatMap(({ scope, definitionId, roleName, description }, index) => {
    const parts = [hcl(scope), "azuread_service_principal.application.object_id", hcl(definitionId)].join(", ");
    return [
      `# ${oneLine(roleName)}. The name is what Bicep's guid() gives, so that every tool gives the same one.`,
      ...block(`resource "azurerm_role_assignment" "role_${index + 1}"`, [
        raw("name", `uuidv5("11fb06fb-712d-4ddd-98c7-e71bbd588830", join("-", [${parts}]))`),
        text("scope", scope),
        text("role_definition_id", definitionId),
        raw("principal_id", "azuread_service_principal.application.object_id"),
        text("principal_type", "ServicePrincipal"),
        text("description", description),
      ]),
    ];
  });
}

function appRoleLines({ appRoles }: ResourceModel): string[] {
  const faults = appRoles.filter(({ api }) => !isGuid(api)).map(({ api }) => `Terraform needs the client id of ${api}`);
  if (faults.length > 0) throw impossible(faults);
  return appRoles.flatMap(({ api, appRole }, index) => {
    const data = `data.azuread_service_principal.api_${index + 1}`;
    return [
      ...block(`data "azuread_service_principal" "api_${index + 1}"`, [text("client_id", api)]),
      ...block(`resource "azuread_app_role_assignment" "app_role_${index + 1}"`, [
        raw("app_role_id", isGuid(appRole) ? hcl(appRole) : `${data}.app_role_ids[${hcl(appRole)}]`),
        raw("principal_object_id", "azuread_service_principal.application.object_id"),
        raw("resource_object_id", `${data}.object_id`),
      ]),
    ];
  });
}

export function terraformResource(model: ResourceModel): string {
  const { applicationId, applicationName, homeTenantId, tags, notes, roles } = model;
  const title = `Lets the application ${applicationName} (${applicationId}, of directory ${homeTenantId}) use resources of this directory.`;
  return [
    ...head(title, model, subscriptionOf(roles.find(({ scope }) => subscriptionOf(scope) !== undefined)?.scope)),
    "# An existing service principal is taken over, and destroyed with the rest.",
    ...block('resource "azuread_service_principal" "application"', [
      text("client_id", applicationId),
      raw("use_existing", "true"),
      raw("app_role_assignment_required", "false"),
      raw("tags", `[${tags.map(hcl).join(", ")}]`),
      text("notes", notes),
    ]),
    ...roleLines(model),
    ...appRoleLines(model),
    ...block('output "service_principal_object_id"', [raw("value", "azuread_service_principal.application.object_id")]),
  ].join("\n");
}

function identityLines({ identity }: HomeModel): string[] {
  if (identity === undefined) return [];
  const tags = Object.entries(identity.tags).map(([key, value]) => `${hcl(key)} = ${hcl(value)}`);
  return block('resource "azurerm_user_assigned_identity" "identity"', [
    text("name", identity.name),
    text("resource_group_name", identity.resourceGroup),
    text("location", identity.location),
    raw("tags", `{ ${tags.join(", ")} }`),
  ]);
}

function hostComments({ hosts }: HomeModel): string[] {
  if (hosts.length === 0) return [];
  return [
    "# Add the identity to each host, in the configuration that owns the host:",
    ...hosts.map(
      ({ kind, name }) => `#   ${kind} ${oneLine(name)}: identity_ids = [azurerm_user_assigned_identity.identity.id]`,
    ),
    "",
  ];
}

function applicationLines(model: HomeModel): string[] {
  if (model.applicationId !== undefined) {
    return block('data "azuread_application" "application"', [text("client_id", model.applicationId)]);
  }
  return [
    "# The provider knows neither the app instance lock nor the unique name. Write the client id that this ends with into",
    "# tegata.yaml as home.application.clientId; tegata apply --side home then sets the lock.",
    ...block('resource "azuread_application" "application"', [
      text("display_name", model.applicationName),
      text("sign_in_audience", model.signInAudience),
      raw("tags", `[${hcl("tegata")}]`),
      text("notes", "Managed by Tegata."),
    ]),
  ];
}

function policyComments({ wantsPolicy }: HomeModel): string[] {
  return wantsPolicy ? noPolicy.map((line) => `# ${line}`) : [];
}

export function terraformHome(model: HomeModel): string {
  const application = `${model.applicationId === undefined ? "" : "data."}azuread_application.application`;
  const title = `Makes the application ${model.applicationName} and what it trusts, without any secret.`;
  return [
    ...head(title, model, model.identity?.subscriptionId),
    ...identityLines(model),
    ...hostComments(model),
    ...applicationLines(model),
    ...model.trusts.flatMap(({ name, issuer, subject, audience, description }, index) =>
      block(`resource "azuread_application_federated_identity_credential" "trust_${index + 1}"`, [
        raw("application_id", `${application}.id`),
        text("display_name", name),
        text("issuer", issuer),
        subject === undefined
          ? raw("subject", "azurerm_user_assigned_identity.identity.principal_id")
          : text("subject", subject),
        raw("audiences", `[${hcl(audience)}]`),
        text("description", description),
      ]),
    ),
    ...policyComments(model),
    ...block('output "application_client_id"', [raw("value", `${application}.client_id`)]),
  ].join("\n");
}
