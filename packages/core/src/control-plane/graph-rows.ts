import { documented, inferred, recorded } from "../provenance.ts";
import type { Provenance } from "../provenance.ts";
import type { ControlPlaneRow } from "./row.ts";

const errors = "https://learn.microsoft.com/graph/errors";
const considerations = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";
const tenantRestrictions =
  "https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes (identifier URIs on verified domains)";

function row(status: number, code: string, when: string, provenance: Provenance): ControlPlaneRow {
  return { service: "graph", status, code, when, provenance };
}

/** How Microsoft Graph refuses, as far as directories are concerned. */
export const graphRows: readonly ControlPlaneRow[] = [
  row(
    401,
    "InvalidAuthenticationToken",
    "there is no token, or it has expired, is for another audience or is not signed by the directory",
    recorded("https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues?q=InvalidAuthenticationToken"),
  ),
  row(
    403,
    "Authorization_RequestDenied",
    "the caller has no right to it; also, misleadingly, when a caller with rights over its own applications makes a service principal of another directory's",
    recorded("https://github.com/Azure/azure-cli/issues/28009"),
  ),
  row(
    404,
    "Request_ResourceNotFound",
    "there is no such object, or the caller's directory does not have it",
    documented(errors),
  ),
  row(400, "Request_BadRequest", "a property, a filter or a body is not valid", documented(errors)),
  row(
    405,
    "Request_BadRequest",
    "the resource has no such method",
    inferred("OData's status for it; the raw answer was not seen"),
  ),
  row(
    400,
    "BadRequest",
    "a path, a query or a batch cannot be read: a segment, a property that the type does not have, a GUID in quotes, a change without a body",
    recorded("https://github.com/microsoftgraph/msgraph-beta-sdk-dotnet/issues/563"),
  ),
  row(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    "an object has the key already: a service principal's appId, a credential's name, an identifier URI",
    recorded("https://github.com/Azure/reliable-web-app-pattern-java/issues/185"),
  ),
  row(
    403,
    "Directory_QuotaExceeded",
    "an application has twenty federated identity credentials",
    documented(considerations),
  ),
  row(
    400,
    "NoBackingApplicationObject",
    "a service principal is asked for of what is no application that may be used here: a managed identity's client id, a single-tenant application of another directory",
    recorded("https://github.com/hashicorp/terraform-provider-azuread (the provider retries on its text)"),
  ),
  row(
    409,
    "ObjectConflict",
    "detail of the conflict of a key",
    inferred("third parties quote the detail beside Request_MultipleObjectsWithSameKeyValue"),
  ),
  row(
    400,
    "InvalidUpdate",
    "an app role is granted that the API does not have, or again",
    recorded("https://github.com/hashicorp/terraform-provider-azuread/issues/1042"),
  ),
  row(
    400,
    "CannotDeleteOrUpdateEnabledEntitlement",
    "an app role is taken away before it was disabled",
    recorded("https://learn.microsoft.com/answers/questions/280574/"),
  ),
  row(
    400,
    "HostNameNotOnVerifiedDomain",
    "an identifier URI names a domain that the directory has not verified",
    documented(tenantRestrictions),
  ),
  row(
    400,
    "CannotUpdateLockedServicePrincipalProperty",
    "an instance of an application is changed that its home locks",
    documented("https://learn.microsoft.com/entra/identity-platform/howto-configure-app-instance-property-locks"),
  ),
  row(
    400,
    "CredentialTypeNotAllowedAsPerAppPolicy",
    "a policy forbids the secret",
    documented("https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy"),
  ),
  row(
    400,
    "Request_UnsupportedQuery",
    "a filter is written in a way that Graph does not take, or needs the header of advanced queries",
    documented("https://learn.microsoft.com/graph/aad-advanced-queries"),
  ),
  row(
    424,
    "FailedDependency",
    "a part of a batch waits for one that failed",
    documented("https://learn.microsoft.com/graph/json-batching"),
  ),
  row(
    429,
    "TooManyRequests",
    "requests come too fast; Retry-After says how long to wait",
    recorded("https://github.com/microsoftgraph/microsoft-graph-docs/issues/17685"),
  ),
];
