// The resource administrator's half for the Azure CLI.
import { bashHead, graphAddress, guidFunction } from "./az-shared.ts";
import type { ExportedAppRole, ResourceModel } from "./model.ts";
import { bash, jmespath, oneLine } from "./quote.ts";

function needs({ roles, appRoles }: ResourceModel): string[] {
  return [
    "Application Administrator or Cloud Application Administrator",
    ...roles.map(({ scope }) => `Role Based Access Control Administrator at ${scope}`),
    ...(appRoles.length > 0 ? ["Privileged Role Administrator (for the app roles)"] : []),
  ];
}

function appRoleLines({ api, appRole }: ExportedAppRole): string[] {
  return [
    `# The app role ${oneLine(appRole)} of ${oneLine(api)}.`,
    `api=$(az ad sp show --id ${bash(api)} --query id --output tsv)`,
    `role=$(az ad sp show --id ${bash(api)} --query ${bash(`appRoles[?value==${jmespath(appRole)} || id==${jmespath(appRole)}].id | [0]`)} --output tsv)`,
    'held=""',
    `if ! is_new "$principal"; then held=$(az rest --method GET --url "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments" --resource "$graph" --query "value[?appRoleId=='$role' && resourceId=='$api'].id" --output tsv); fi`,
    'if [ -z "$held" ]; then',
    '  run az rest --method POST --url "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments" --resource "$graph" \\',
    '    --body "{\\"principalId\\":\\"$principal\\",\\"resourceId\\":\\"$api\\",\\"appRoleId\\":\\"$role\\"}"',
    "fi",
  ];
}

/** Empty when there is none. Somebody who may not look is told so, and not that there is none. */
const findPrincipal = `principal=$(az ad sp list --filter "appId eq '$application'" --query '[0].id' --output tsv)`;

/** On a dry run, an object that is not made yet has words in place of its id. */
const isNew = 'is_new() { [ "${1#<}" != "$1" ]; }';

/** Makes the application known and gives it its roles. */
export function azResource(model: ResourceModel): string {
  const { applicationId, applicationName, homeTenantId, tags, notes } = model;
  const marks = bash(JSON.stringify({ tags, notes }));
  return [
    ...bashHead({
      title: `Lets the application ${applicationName} (${applicationId}, of directory ${homeTenantId}) use resources of this directory.`,
      tenantId: model.tenantId,
      needs: needs(model),
    }),
    ...graphAddress,
    `application=${bash(applicationId)}`,
    "",
    ...guidFunction,
    isNew,
    "",
    "# The application becomes known in this directory. It has no permissions and no secret.",
    findPrincipal,
    'if [ -z "$principal" ]; then',
    '  run az ad sp create --id "$application"',
    '  if [ -n "$dry_run" ]; then principal="<object id of the new service principal>"; else',
    '    principal=$(az ad sp show --id "$application" --query id --output tsv)',
    `    az rest --method PATCH --url "$graph/v1.0/servicePrincipals/$principal" --resource "$graph" --headers Content-Type=application/json --body ${marks}`,
    "  fi",
    "fi",
    "",
    ...(model.roles.length === 0
      ? []
      : [
          "# Scope, role definition, description. An assignment that is there already is left as it is.",
          "grant() {",
          '  local name="<name that follows from the object id>"; if ! is_new "$principal"; then name=$(guid "$1" "$principal" "$2"); fi',
          '  run az role assignment create --name "$name" --assignee-object-id "$principal" \\',
          '    --assignee-principal-type ServicePrincipal --role "$2" --scope "$1" --description "$3"',
          "}",
        ]),
    ...model.roles.flatMap(({ scope, definitionId, roleName, description }) => [
      `# ${oneLine(roleName)}`,
      `grant ${bash(scope)} ${bash(definitionId)} ${bash(description)}`,
    ]),
    ...model.appRoles.flatMap(appRoleLines),
    "",
    'echo "Done. The service principal\'s object id here is $principal."',
    "",
  ].join("\n");
}

/** Takes the roles away, then the service principal: from then on no token is issued. */
export function azRevokeResource(model: ResourceModel): string {
  const { applicationId, applicationName } = model;
  return [
    ...bashHead({
      title: `Takes from the application ${applicationName} (${applicationId}) what it was given in this directory.`,
      tenantId: model.tenantId,
      needs: needs(model),
    }),
    `application=${bash(applicationId)}`,
    "",
    findPrincipal,
    'if [ -z "$principal" ]; then echo "The application is not known here; nothing to do."; exit 0; fi',
    "revoke() {",
    '  az role assignment list --scope "$1" --query "[?principalId==\'$principal\'].id" --output tsv | while read -r id; do',
    '    run az role assignment delete --ids "$id"',
    "  done",
    "}",
    ...model.roles.map(({ scope }) => `revoke ${bash(scope)}`),
    "# Tokens that were issued live on for about an hour; without a role they open nothing.",
    'run az ad sp delete --id "$principal"',
    'echo "Done."',
    "",
  ].join("\n");
}
