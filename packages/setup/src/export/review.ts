// One page for the resource administrator: what is granted, why, how it shows, how to cut it off.
import { findBuiltInRole } from "@tegata/core";
import type { ExportOptions } from "./export.ts";
import { resourceModelOf } from "./export.ts";
import type { ExportedRole, ResourceModel } from "./model.ts";
import { oneLine } from "./quote.ts";

/** In a Markdown line: no markup of the configuration's making. */
function plain(value: string): string {
  return oneLine(value).replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}

/** In a code span, which ends at the first backtick. */
function code(value: string): string {
  return `\`${oneLine(value).replaceAll("`", "'")}\``;
}

function rightsOf({ roleId }: ExportedRole): string[] {
  const role = findBuiltInRole(roleId);
  if (role === undefined) return ["  - a role of this directory's own; see its definition"];
  const { actions, dataActions } = role.permissions;
  const listed = (kind: string, all: readonly string[]): string[] =>
    all.length === 0 ? [] : [`  - ${kind}: ${all.map(code).join(", ")}`];
  return [`  - ${plain(role.description)}`, ...listed("on data", dataActions), ...listed("on management", actions)];
}

function grantsOf({ roles, appRoles }: ResourceModel): string[] {
  return [
    ...roles.flatMap((role) => [
      `- **${plain(role.roleName)}** (${code(role.roleId)}) at ${code(role.scope)}`,
      ...rightsOf(role),
      ...(role.assignmentName === undefined ? [] : [`  - the assignment's name: ${code(role.assignmentName)}`]),
    ]),
    ...appRoles.map(
      ({ api, appRole }) => `- **${plain(appRole)}**, a permission of the API ${code(api)}, in this whole directory`,
    ),
  ];
}

function cutOff({ applicationId, roles }: ResourceModel): string[] {
  return [
    "In order of speed; each alone is enough.",
    "",
    "1. Network rules of the resource: at once, for new requests.",
    `2. No new tokens: \`az ad sp update --id ${applicationId} --set accountEnabled=false\`. Issued ones live for about an hour.`,
    `3. No rights: delete the role assignment${roles.length === 1 ? "" : "s"} above (\`tegata export\` writes revoke.sh for it). Up to ten minutes.`,
    `4. For good: \`az ad sp delete --id ${applicationId}\`, after the roles.`,
  ];
}

/** @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs */
function logs({ applicationId }: ResourceModel): string[] {
  return [
    "Every token shows in this directory's service principal sign-in logs. All of them must have come from a federated",
    "credential; anything else means that somebody proved the application with a secret or a certificate:",
    "",
    "```kusto",
    "AADServicePrincipalSignInLogs",
    `| where AppId == "${applicationId}"`,
    "| summarize count(), max(TimeGenerated) by ClientCredentialType, ResourceDisplayName, IPAddress",
    '| extend Alarm = ClientCredentialType != "federatedIdentityCredential"',
    "```",
    "",
    `With Graph (beta): \`GET /beta/auditLogs/signIns?$filter=signInEventTypes/any(t: t eq 'servicePrincipal') and appId eq '${applicationId}'\`; look at \`clientCredentialType\` and \`federatedCredentialId\`.`,
  ];
}

/**
 * A page of Markdown about what one resource directory is asked to grant. Pure.
 *
 * @throws SetupError `export.impossible`
 */
export function renderReview(options: Omit<ExportOptions, "side" | "format">): string {
  const model = resourceModelOf(options);
  const { applicationName, applicationId, homeTenantId, tenantId, principalId, appRoles } = model;
  const trusts = options.configuration.home.trusts.map((trust) =>
    trust === "managedIdentity"
      ? `the managed identity ${code(options.configuration.home.identity ?? "")} of the vendor's directory, and nobody else`
      : `${code(trust.subject)} of ${code(trust.issuer)}`,
  );
  return [
    `# Access for ${plain(applicationName)}`,
    "",
    `Directory ${code(tenantId)} is asked to let an application of directory ${code(homeTenantId)} use the resources below.`,
    "",
    "## Who",
    "",
    `- application (client) id ${code(applicationId)}`,
    `- its service principal here: ${principalId === undefined ? "made by this grant" : `object id ${code(principalId)}`}`,
    "- how it proves itself: without any secret, by federation. It is proven by",
    ...trusts.map((trust) => `  - ${trust}`),
    "",
    "## What it gets",
    "",
    ...grantsOf(model),
    "",
    "## What it does not get",
    "",
    `- ${appRoles.length === 0 ? "No permission of Microsoft Graph or any other API: it sees no user, mail or file of this directory." : "No permission of any API but those above."}`,
    "- No sign-in of its people here, no guest, no delegated right.",
    "- No secret can be added to its service principal here: the app instance lock forbids it.",
    "- Conditional Access does not reach it: Microsoft excludes multi-tenant applications. Limit the network on the resource.",
    "",
    "## How it shows",
    "",
    ...logs(model),
    "",
    "## How to cut it off",
    "",
    ...cutOff(model),
    "",
  ].join("\n");
}
