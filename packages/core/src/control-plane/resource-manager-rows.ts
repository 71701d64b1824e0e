import { documented, inferred, recorded } from "../provenance.ts";
import type { Provenance } from "../provenance.ts";
import type { ControlPlaneRow } from "./row.ts";

const common = documented(
  "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
);
const rbac = documented("https://learn.microsoft.com/azure/role-based-access-control/troubleshooting");
const rbacSeen = inferred("third parties quote the code; the raw answer was not seen, the status is its neighbours'");
const considerations = documented(
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
);
const general = inferred("Resource Manager's usual code for this; the raw answer was not seen for this type");
const blobCodes = documented("https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes");
const token = inferred("third parties quote code and challenge of a refused token; texts shortened");

function row(status: number, code: string, when: string, provenance: Provenance): ControlPlaneRow {
  return { service: "resourceManager", status, code, when, provenance };
}

const access: readonly ControlPlaneRow[] = [
  row(401, "AuthenticationFailed", "there is no token", token),
  row(401, "ExpiredAuthenticationToken", "the token has expired", token),
  row(401, "InvalidAuthenticationToken", "the token is not one that the directory signed", token),
  row(401, "InvalidAuthenticationTokenAudience", "the token is for another audience", token),
  row(401, "InvalidAuthenticationTokenTenant", "the subscription trusts another directory than the token's", token),
  row(
    403,
    "AuthorizationFailed",
    "no role of the caller allows the operation at the scope, or its condition does not hold",
    rbac,
  ),
  row(
    403,
    "LinkedAuthorizationFailed",
    "an identity is assigned to a host by who has no right to assign it",
    documented(
      "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-linked-authorization-failed",
    ),
  ),
];

const request: readonly ControlPlaneRow[] = [
  row(400, "MissingApiVersionParameter", "the request names no api-version", common),
  row(400, "InvalidApiVersionParameter", "the api-version has not the form of one", common),
  row(400, "InvalidRequestContent", "the body is no JSON object, or has not what is needed", common),
  row(
    415,
    "UnsupportedMediaType",
    "a body is sent that is not said to be JSON",
    recorded("https://learn.microsoft.com/azure/chaos-studio/troubleshooting"),
  ),
  row(400, "InvalidFilter", "a list of roles or assignments is filtered by what is not known", general),
  row(400, "InvalidFilterInQueryString", "the list of resources is filtered by what is not known", general),
  row(404, "InvalidResourceType", "the emulator has no such type or action", common),
  row(404, "InvalidResourceNamespace", "there is no such provider", common),
  row(405, "HttpMethodNotAllowed", "the type has no such method", general),
  row(405, "MethodNotAllowed", "settings that may hold secrets are read with GET", general),
  row(404, "SubscriptionNotFound", "there is no such subscription", common),
  row(409, "MissingSubscriptionRegistration", "the subscription has not registered the provider", common),
  row(429, "TooManyRequests", "requests come too fast; Retry-After says how long to wait", common),
];

const resource: readonly ControlPlaneRow[] = [
  row(404, "ResourceNotFound", "there is no such resource", common),
  row(404, "ResourceGroupNotFound", "there is no such group", common),
  row(404, "ParentResourceNotFound", "the resource above is not there", common),
  row(404, "NotFound", "the identity has no such federated credential", general),
  row(400, "LocationRequired", "a new resource names no location", common),
  row(409, "InvalidResourceLocation", "a resource is there in another location", common),
  row(409, "InvalidResourceGroupLocation", "a group is there in another location", common),
  row(400, "InvalidResourceGroup", "a group's name is not one", general),
  row(400, "AccountNameInvalid", "a storage account's name is not one", common),
  row(409, "StorageAccountAlreadyTaken", "somebody has a storage account of that name", common),
  row(
    400,
    "InvalidValuesForRequestParameters",
    "a key is renewed that the account does not have, or the account's kind or sku is none",
    general,
  ),
  row(404, "ContainerNotFound", "a container is not there", blobCodes),
  row(
    400,
    "InvalidResourceName",
    "a container's name is not one; inferred for a managed identity's, whose rule is documented",
    blobCodes,
  ),
  row(400, "OutOfRangeInput", "a container's name is too short or too long", blobCodes),
  row(
    409,
    "CustomDomainInUse",
    "a Foundry account asks for a subdomain that another has, in whatever directory",
    documented("https://learn.microsoft.com/azure/ai-services/recover-purge-resources"),
  ),
  row(400, "FailedIdentityOperation", "a host is given an identity that is not there", rbacSeen),
  row(
    400,
    "BadRequest",
    "a federated credential is not valid, its issuer and subject are taken, or there are twenty",
    considerations,
  ),
  row(
    409,
    "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    "two credentials of one identity are written at a time",
    recorded("https://github.com/hashicorp/terraform-provider-azurerm/issues/19968"),
  ),
];

const roles: readonly ControlPlaneRow[] = [
  row(
    400,
    "PrincipalNotFound",
    "a role is assigned without principalType to what the directory does not show",
    recorded("https://github.com/MicrosoftDocs/azure-docs/issues/103085"),
  ),
  row(400, "UnmatchedPrincipalType", "the principal is of another type", rbacSeen),
  row(400, "InvalidPrincipalId", "the principal's id is no GUID", rbacSeen),
  row(409, "RoleAssignmentExists", "the principal has the role at the scope already", rbac),
  row(400, "RoleAssignmentUpdateNotPermitted", "an assignment's name is used with other properties", rbac),
  row(
    400,
    "RoleAssignmentLimitExceeded",
    "the subscription has 4000 assignments",
    documented("https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits"),
  ),
  row(404, "RoleAssignmentNotFound", "there is no such assignment", rbacSeen),
  row(400, "InvalidRoleAssignmentId", "an assignment's name is no GUID", rbacSeen),
  row(400, "InvalidConditionVersion", "a condition says that it is written in another version than 2.0", general),
  row(400, "InvalidRoleAssignmentCondition", "the condition cannot be read", rbacSeen),
  row(
    400,
    "RoleAssignmentScopeNotAssignableToRoleDefinition",
    "a custom role is assigned outside of its scopes",
    rbacSeen,
  ),
  row(404, "RoleDefinitionDoesNotExist", "there is no such role", rbacSeen),
  row(400, "InvalidRoleDefinition", "a custom role is not valid", rbacSeen),
  row(409, "RoleDefinitionWithSameNameExists", "the directory has a role of that name", rbac),
  row(400, "RoleDefinitionHasAssignments", "a role is deleted that somebody has", rbac),
];

const deployments: readonly ControlPlaneRow[] = [
  row(
    400,
    "InvalidTemplate",
    "the template or its parameters are not valid, or hold what the emulator does not evaluate",
    common,
  ),
  row(400, "InvalidTemplateDeployment", "the caller may not make all that the template holds", common),
  row(400, "InvalidContentLink", "the template stands elsewhere: the emulator fetches nothing", common),
  row(404, "DeploymentNotFound", "there is no such deployment", common),
  row(409, "DeploymentFailed", "a resource of the template was refused", common),
];

/** How Resource Manager refuses, as far as identities, hosts, accounts, roles and templates are concerned. */
export const resourceManagerRows: readonly ControlPlaneRow[] = [
  ...access,
  ...request,
  ...resource,
  ...roles,
  ...deployments,
];
