// Both halves for Azure PowerShell (module Az). Writes go through Invoke-AzRestMethod where the cmdlets cannot name an
// object; only -ObjectId and ids are used, because the next major version drops look-ups by name:
// https://learn.microsoft.com/powershell/module/az.resources/new-azroleassignment?view=azps-preview
import { noSecretsPolicy } from "../resources/app-management-policy.ts";
import type { HomeModel, ResourceModel } from "./model.ts";
import { oneLine, powershell } from "./quote.ts";

function head(title: string, tenantId: string): string[] {
  return [
    "#Requires -Version 7",
    "#Requires -Modules Az.Accounts, Az.Resources",
    `# ${oneLine(title)}`,
    "# Run it with -WhatIf first: it then says what it would do, and changes nothing. It may be run again.",
    "[CmdletBinding(SupportsShouldProcess)]",
    "param()",
    "$ErrorActionPreference = 'Stop'",
    `$tenant = ${powershell(tenantId)}`,
    'if ((Get-AzContext).Tenant.Id -ne $tenant) { throw "Sign in to the right directory first: Connect-AzAccount -Tenant $tenant" }',
    "$cloud = (Get-AzContext).Environment",
    "$arm = $cloud.ResourceManagerUrl.TrimEnd('/')",
    "$graph = ([string]$cloud.ExtendedProperties['MicrosoftGraphUrl']).TrimEnd('/')",
    "if (-not $graph) { $graph = 'https://graph.microsoft.com' }",
    "function Send([string]$Method, [string]$Uri, [string]$Payload, [int[]]$Allowed = @()) {",
    "  if ($Method -ne 'GET' -and -not $PSCmdlet.ShouldProcess($Uri, $Method)) { return $null }",
    "  $options = @{ Method = $Method; Uri = $Uri }",
    "  if ($Payload) { $options.Payload = $Payload }",
    "  $answer = Invoke-AzRestMethod @options",
    '  if ($answer.StatusCode -ge 300 -and $answer.StatusCode -notin $Allowed) { throw "$Method $Uri was answered $($answer.StatusCode): $($answer.Content)" }',
    "  if ($answer.StatusCode -lt 300 -and $answer.Content) { $answer.Content | ConvertFrom-Json }",
    "}",
  ];
}

/** ARM's guid(). @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
const guidFunction: readonly string[] = [
  "# The name that guid() gives in Bicep, so that every tool gives an assignment the same one: a version 5 UUID.",
  "function Get-Guid([string]$Scope, [string]$Principal, [string]$Definition) {",
  "  $space = [byte[]](0x11,0xfb,0x06,0xfb,0x71,0x2d,0x4d,0xdd,0x98,0xc7,0xe7,0x1b,0xbd,0x58,0x88,0x30)",
  '  $hash = [Security.Cryptography.SHA1]::Create().ComputeHash($space + [Text.Encoding]::UTF8.GetBytes("$Scope-$Principal-$Definition"))',
  "  $hash[6] = ($hash[6] -band 0x0f) -bor 0x50; $hash[8] = ($hash[8] -band 0x3f) -bor 0x80",
  "  $hex = -join ($hash[0..15] | ForEach-Object { $_.ToString('x2') })",
  "  '{0}-{1}-{2}-{3}-{4}' -f $hex.Substring(0,8), $hex.Substring(8,4), $hex.Substring(12,4), $hex.Substring(16,4), $hex.Substring(20,12)",
  "}",
];

function principalLines({ applicationId, tags, notes }: ResourceModel): string[] {
  const marks = powershell(JSON.stringify({ tags, notes }));
  return [
    "# The application becomes known in this directory. It has no permissions and no secret.",
    `$application = ${powershell(applicationId)}`,
    "$url = \"$graph/v1.0/servicePrincipals(appId='$application')\"",
    "$principal = (Send GET $url -Allowed 404).id",
    "if (-not $principal) {",
    '  $principal = (Send POST "$graph/v1.0/servicePrincipals" (@{ appId = $application } | ConvertTo-Json)).id',
    `  if ($principal) { Send PATCH $url ${marks} | Out-Null }`,
    "}",
    "if (-not $principal) { Write-Output 'The roles can be shown when the service principal exists.'; return }",
  ];
}

function roleLines({ roles }: ResourceModel): string[] {
  if (roles.length === 0) return [];
  return [
    "function Grant([string]$Scope, [string]$Definition, [string]$Description) {",
    '  $uri = "$arm$Scope/providers/Microsoft.Authorization/roleAssignments/$(Get-Guid $Scope $principal $Definition)?api-version=2022-04-01"',
    "  $properties = @{ roleDefinitionId = $Definition; principalId = $principal; principalType = 'ServicePrincipal'; description = $Description }",
    "  # 409: an assignment of the same three parts is there already.",
    "  Send PUT $uri (@{ properties = $properties } | ConvertTo-Json) -Allowed 409 | Out-Null",
    "}",
    ...roles.flatMap(({ roleName, scope, definitionId, description }) => [
      `# ${oneLine(roleName)}`,
      `Grant ${powershell(scope)} ${powershell(definitionId)} ${powershell(description)}`,
    ]),
  ];
}

function appRoleLines({ appRoles }: ResourceModel): string[] {
  return appRoles.flatMap(({ api, appRole }) => [
    `# The app role ${oneLine(appRole)} of ${oneLine(api)}.`,
    `$name = ${powershell(api.replaceAll("'", "''"))}; $wanted = ${powershell(appRole)}`,
    "$api = (Send GET \"$graph/v1.0/servicePrincipals?`$filter=servicePrincipalNames/any(n:n eq '$([uri]::EscapeDataString($name))')\").value[0]",
    "$role = ($api.appRoles | Where-Object { $_.value -eq $wanted -or $_.id -eq $wanted }).id",
    '$held = (Send GET "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments").value | Where-Object { $_.appRoleId -eq $role -and $_.resourceId -eq $api.id }',
    'if (-not $held) { Send POST "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments" (@{ principalId = $principal; resourceId = $api.id; appRoleId = $role } | ConvertTo-Json) | Out-Null }',
  ]);
}

export function powershellResource(model: ResourceModel): string {
  const { applicationId, applicationName, homeTenantId } = model;
  const title = `Lets the application ${applicationName} (${applicationId}, of directory ${homeTenantId}) use resources of this directory.`;
  return [
    ...head(title, model.tenantId),
    ...guidFunction,
    "",
    ...principalLines(model),
    "",
    ...roleLines(model),
    ...appRoleLines(model),
    'Write-Output "Done. The service principal\'s object id here is $principal."',
    "",
  ].join("\n");
}

export function powershellRevokeResource(model: ResourceModel): string {
  const { applicationId, applicationName } = model;
  const title = `Takes from the application ${applicationName} (${applicationId}) what it was given in this directory.`;
  return [
    ...head(title, model.tenantId),
    `$application = ${powershell(applicationId)}`,
    "$url = \"$graph/v1.0/servicePrincipals(appId='$application')\"",
    "$principal = (Send GET $url -Allowed 404).id",
    "if (-not $principal) { Write-Output 'The application is not known here; nothing to do.'; return }",
    `foreach ($scope in @(${model.roles.map(({ scope }) => powershell(scope)).join(", ")})) {`,
    "  $held = (Send GET \"$arm$scope/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&`$filter=principalId eq '$principal'\").value",
    '  foreach ($one in ($held | Where-Object { $_.properties.scope -eq $scope })) { Send DELETE "$arm$($one.id)?api-version=2022-04-01" | Out-Null }',
    "}",
    "Send DELETE $url | Out-Null",
    "Write-Output 'Done.'",
    "",
  ].join("\n");
}

function identityLines({ identity }: HomeModel): string[] {
  if (identity === undefined) return [];
  const body = powershell(JSON.stringify({ location: identity.location, tags: identity.tags }));
  return [
    "# The identity that the hosts act as.",
    `$identityUrl = "$arm$(${powershell(identity.resourceId)})?api-version=2024-11-30"`,
    "$identity = Send GET $identityUrl -Allowed 404",
    `if (-not $identity) { $identity = Send PUT $identityUrl ${body} }`,
    "if (-not $identity) { Write-Output 'The rest can be shown when the identity exists.'; return }",
  ];
}

const hostVersions = {
  appService: "2024-11-01",
  functionApp: "2024-11-01",
  virtualMachine: "2024-07-01",
  containerApp: "2024-03-01",
} as const;

function hostLines({ identity, hosts }: HomeModel): string[] {
  if (identity === undefined) return [];
  return hosts.flatMap(({ kind, name, resourceId }) => [
    `# ${kind} ${oneLine(name)}; its other identities stay.`,
    `$hostUrl = "$arm$(${powershell(resourceId)})?api-version=${hostVersions[kind]}"`,
    "$seen = (Send GET $hostUrl).identity",
    "$map = @{}; if ($seen.userAssignedIdentities) { $seen.userAssignedIdentities.PSObject.Properties | ForEach-Object { $map[$_.Name] = @{} } }",
    `$map[${powershell(identity.resourceId)}] = @{}`,
    "$type = if ($seen.type -match 'SystemAssigned') { 'SystemAssigned, UserAssigned' } else { 'UserAssigned' }",
    "Send PATCH $hostUrl (@{ identity = @{ type = $type; userAssignedIdentities = $map } } | ConvertTo-Json -Depth 5) | Out-Null",
  ]);
}

function applicationLines(model: HomeModel): string[] {
  const locked = {
    displayName: model.applicationName,
    signInAudience: model.signInAudience,
    requiredResourceAccess: [],
    servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
  };
  if (model.applicationId !== undefined) {
    return [
      `$url = "$graph/v1.0/applications(appId='$(${powershell(model.applicationId)})')"`,
      `Send PATCH $url ${powershell(JSON.stringify(locked))} | Out-Null`,
      "$application = Send GET $url",
    ];
  }
  const body = { ...locked, uniqueName: model.uniqueName, tags: ["tegata"], notes: "Managed by Tegata." };
  return [
    "# The application: no permissions, no secret, its instances locked. Made when it is missing.",
    `$url = "$graph/v1.0/applications(uniqueName='$(${powershell(encodeURIComponent(model.uniqueName))})')"`,
    "$application = Send GET $url -Allowed 404",
    `if (-not $application) { $application = Send POST "$graph/v1.0/applications" ${powershell(JSON.stringify(body))} }`,
    "if (-not $application) { Write-Output 'The trusts can be shown when the application exists.'; return }",
  ];
}

function trustLines({ trusts }: HomeModel): string[] {
  return trusts.flatMap(({ name, issuer, subject, audience, description }) => [
    `# ${oneLine(description)}`,
    `$trust = ${powershell(JSON.stringify({ name, issuer, subject: subject ?? "", audiences: [audience], description }))} | ConvertFrom-Json`,
    ...(subject === undefined ? ["$trust.subject = $identity.properties.principalId"] : []),
    "$list = \"$graph/v1.0/applications(appId='$($application.appId)')/federatedIdentityCredentials\"",
    "$held = (Send GET $list).value | Where-Object { $_.issuer -ceq $trust.issuer -and $_.subject -ceq $trust.subject }",
    "if (-not $held) { Send POST $list ($trust | ConvertTo-Json) | Out-Null }",
  ]);
}

/** What apply does by default: where the directory does not allow the policy, the rest holds without it. */
function policyLines({ wantsPolicy }: HomeModel): string[] {
  if (!wantsPolicy) return [];
  const name = powershell(String(noSecretsPolicy["displayName"]));
  return [
    "# Nobody can add a secret to the application, where the directory allows such a policy.",
    '$policies = "$graph/v1.0/policies/appManagementPolicies"',
    '$assigned = "$graph/v1.0/applications/$($application.id)/appManagementPolicies"',
    "try {",
    `  $policy = (Send GET $policies).value | Where-Object { $_.displayName -eq ${name} } | Select-Object -First 1`,
    `  if (-not $policy) { $policy = Send POST $policies ${powershell(JSON.stringify(noSecretsPolicy))} }`,
    "  if ($policy -and -not (Send GET $assigned).value) {",
    '    Send POST "$assigned/`$ref" (@{ \'@odata.id\' = "$policies/$($policy.id)" } | ConvertTo-Json) | Out-Null',
    "  }",
    "} catch { Write-Warning 'This directory allows no such policy; left out.' }",
  ];
}

export function powershellHome(model: HomeModel): string {
  return [
    ...head(`Makes the application ${model.applicationName} and what it trusts, without any secret.`, model.tenantId),
    ...identityLines(model),
    ...hostLines(model),
    ...applicationLines(model),
    ...trustLines(model),
    ...policyLines(model),
    'Write-Output "Done. The application\'s client id is $($application.appId); the other administrator needs it."',
    "",
  ].join("\n");
}

export function powershellRevokeHome(model: HomeModel): string {
  const { applicationId, uniqueName, identity, trusts } = model;
  const key =
    applicationId === undefined
      ? `uniqueName='$(${powershell(encodeURIComponent(uniqueName))})'`
      : `appId='$(${powershell(applicationId)})'`;
  return [
    ...head(
      `Takes down the application ${model.applicationName} and its identity. Both directories lose the access.`,
      model.tenantId,
    ),
    `$url = "$graph/v1.0/applications(${key})"`,
    ...trusts.map(
      ({ name }) =>
        `Send DELETE "$url/federatedIdentityCredentials(name='$(${powershell(encodeURIComponent(name))})')" -Allowed 404 | Out-Null`,
    ),
    ...(applicationId === undefined ? ["Send DELETE $url -Allowed 404 | Out-Null"] : []),
    ...(identity === undefined
      ? []
      : [`Send DELETE "$arm$(${powershell(identity.resourceId)})?api-version=2024-11-30" -Allowed 404 | Out-Null`]),
    "Write-Output 'Done.'",
    "",
  ].join("\n");
}
