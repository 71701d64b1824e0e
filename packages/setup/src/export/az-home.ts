// The home administrator's half for the Azure CLI.
import { bashHead, graphAddress } from "./az-shared.ts";
import type { ExportedHost, ExportedTrust, HomeModel } from "./model.ts";
import { bash, jmespath, oneLine } from "./quote.ts";
import { noSecretsPolicy } from "../resources/app-management-policy.ts";

function needs({ identity }: HomeModel): string[] {
  return [
    "Application Developer or Application Administrator",
    ...(identity ? [`Managed Identity Contributor on ${identity.resourceGroup}, and write on the hosts`] : []),
  ];
}

function identityLines({ identity }: HomeModel): string[] {
  if (identity === undefined) return [];
  const { name, resourceGroup, subscriptionId, location, tags } = identity;
  const place = `--name ${bash(name)} --resource-group ${bash(resourceGroup)} --subscription ${bash(subscriptionId)}`;
  const marks = Object.entries(tags).map(([key, value]) => bash(`${key}=${value}`));
  return [
    "# The identity that the hosts act as.",
    `if ! az identity show ${place} >/dev/null 2>&1; then`,
    `  run az identity create ${place} --location ${bash(location)} --tags ${marks.join(" ")}`,
    "fi",
    `identity_principal=$(az identity show ${place} --query principalId --output tsv 2>/dev/null || echo "<principal id of the new identity>")`,
    "",
  ];
}

const assignCommands: Readonly<Record<ExportedHost["kind"], string>> = {
  appService: "az webapp identity assign",
  functionApp: "az functionapp identity assign",
  virtualMachine: "az vm identity assign",
  containerApp: "az containerapp identity assign",
};

function hostLines({ identity, hosts }: HomeModel): string[] {
  if (identity === undefined) return [];
  return hosts.map((host) => {
    const [, subscription = "", , group = ""] = host.resourceId.split("/").slice(1);
    const flag = host.kind === "containerApp" ? "--user-assigned" : "--identities";
    return `run ${assignCommands[host.kind]} --name ${bash(host.name)} --resource-group ${bash(group)} --subscription ${bash(subscription)} ${flag} ${bash(identity.resourceId)}`;
  });
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
      "# The application is there; it is brought in line.",
      `application=${bash(model.applicationId)}`,
      `run az rest --method PATCH --url "$graph/v1.0/applications(appId='$application')" --resource "$graph" --headers Content-Type=application/json --body ${bash(JSON.stringify(locked))}`,
    ];
  }
  const body = bash(JSON.stringify({ ...locked, tags: ["tegata"], notes: "Managed by Tegata." }));
  const url = `"$graph/v1.0/applications(uniqueName='"${bash(encodeURIComponent(model.uniqueName))}"')"`;
  return [
    "# The application: no permissions, no secret, its instances locked. Made when it is missing.",
    `find_application() { az rest --method GET --url ${url} --resource "$graph" --query appId --output tsv 2>/dev/null || true; }`,
    "application=$(find_application)",
    'if [ -z "$application" ]; then',
    `  run az rest --method PATCH --url ${url} --resource "$graph" --headers Prefer=create-if-missing Content-Type=application/json --body ${body}`,
    '  if [ -n "$dry_run" ]; then application="<client id of the new application>"; else application=$(find_application); fi',
    "fi",
  ];
}

/** A text in which the identity's principal id, if it is needed, is put in by the shell. */
function withSubject(subject: string | undefined, textOf: (subject: string) => string): string {
  if (subject !== undefined) return bash(textOf(subject));
  const gap = "{principal}";
  const [before = "", after = ""] = textOf(gap).split(gap);
  return `${bash(before)}"$identity_principal"${bash(after)}`;
}

function trustLines({ name, issuer, subject, audience, description }: ExportedTrust): string[] {
  const query = withSubject(
    subject,
    (value) => `[?issuer==${jmespath(issuer)} && subject==${jmespath(value)}].name | [0]`,
  );
  const credential = withSubject(subject, (value) =>
    JSON.stringify({ name, issuer, subject: value, audiences: [audience], description }),
  );
  return [
    `# ${oneLine(description)}`,
    `held=$(az ad app federated-credential list --id "$application" --query ${query} --output tsv 2>/dev/null || true)`,
    `if [ -z "$held" ]; then run az ad app federated-credential create --id "$application" --parameters ${credential}; fi`,
  ];
}

/** What apply does by default: where the directory does not allow the policy, the rest holds without it. */
function policyLines({ wantsPolicy }: HomeModel): string[] {
  if (!wantsPolicy) return [];
  const name = bash(`value[?displayName==${jmespath(String(noSecretsPolicy["displayName"]))}].id | [0]`);
  const json = "--headers Content-Type=application/json --body";
  const policies = '"$graph/v1.0/policies/appManagementPolicies" --resource "$graph"';
  const assigned = '"$graph/v1.0/applications/$object/appManagementPolicies';
  return [
    "",
    "# Nobody can add a secret to the application, where the directory allows such a policy.",
    'if [ -z "$dry_run" ]; then',
    `  policy=$(az rest --method GET --url ${policies} --query ${name} --output tsv 2>/dev/null || true)`,
    '  if [ -z "$policy" ]; then',
    `    policy=$(az rest --method POST --url ${policies} ${json} ${bash(JSON.stringify(noSecretsPolicy))} --query id --output tsv 2>/dev/null || true)`,
    "  fi",
    '  object=$(az ad app show --id "$application" --query id --output tsv)',
    `  held=$(az rest --method GET --url ${assigned}" --resource "$graph" --query "value[0].id" --output tsv 2>/dev/null || true)`,
    '  if [ -z "$policy" ]; then echo "This directory allows no such policy; left out." >&2; elif [ -z "$held" ]; then',
    `    az rest --method POST --url ${assigned}/\\$ref" --resource "$graph" ${json} "{\\"@odata.id\\":\\"$graph/v1.0/policies/appManagementPolicies/$policy\\"}"`,
    "  fi",
    "fi",
  ];
}

/** Makes identity, application and trusts, and assigns the identity to its hosts. */
export function azHome(model: HomeModel): string {
  return [
    ...bashHead({
      title: `Makes the application ${model.applicationName} and what it trusts, without any secret.`,
      tenantId: model.tenantId,
      needs: needs(model),
    }),
    ...graphAddress,
    "",
    ...identityLines(model),
    ...hostLines(model),
    "",
    ...applicationLines(model),
    "",
    ...model.trusts.flatMap(trustLines),
    ...policyLines(model),
    "",
    'echo "Done. The application\'s client id is $application; the other administrator needs it."',
    "",
  ].join("\n");
}

/** Takes down what the script made, trusts first. An adopted application stays. */
export function azRevokeHome(model: HomeModel): string {
  const isAdopted = model.applicationId !== undefined;
  const url = `"$graph/v1.0/applications(uniqueName='"${bash(encodeURIComponent(model.uniqueName))}"')"`;
  const application = isAdopted
    ? [`application=${bash(model.applicationId ?? "")}`]
    : [
        `application=$(az rest --method GET --url ${url} --resource "$graph" --query appId --output tsv 2>/dev/null || true)`,
      ];
  return [
    ...bashHead({
      title: `Takes down the application ${model.applicationName} and its identity. Both directories lose the access.`,
      tenantId: model.tenantId,
      needs: needs(model),
    }),
    ...graphAddress,
    ...application,
    'if [ -n "$application" ]; then',
    ...model.trusts.map(
      ({ name }) =>
        `  run az ad app federated-credential delete --id "$application" --federated-credential-id ${bash(name)} || true`,
    ),
    ...(isAdopted ? [] : ['  run az ad app delete --id "$application"']),
    "fi",
    ...(model.identity
      ? [
          ...hostLines(model).map((line) => line.replace(" identity assign ", " identity remove ")),
          `run az identity delete --ids ${bash(model.identity.resourceId)}`,
        ]
      : []),
    'echo "Done."',
    "",
  ].join("\n");
}
