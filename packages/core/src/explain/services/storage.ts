import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const storage = knowledgeOf("storage", { hop: 3, service: "storage" });
const codes = "https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes";
const authorize = "https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory";
const assignment =
  'Assign a data role to the service principal\'s object id in the resource directory: az role assignment create --assignee-object-id <object id> --assignee-principal-type ServicePrincipal --role "Storage Blob Data Contributor" --scope <container or account id>.';

/** What Azure Storage answers, in XML, JSON or a header. */
export const storageKnowledge: readonly Knowledge[] = [
  storage("permission-mismatch", {
    code: "AuthorizationPermissionMismatch",
    title: "no data role that allows this operation",
    meaning: "Storage accepted the token, and its principal has no role assignment that allows this operation here.",
    when: [
      "AuthorizationPermissionMismatch",
      "to perform this operation using this permission",
      "You do not have the required permissions needed to perform this operation",
      "AuthorizationPermissionDenied",
    ],
    causes: [
      [
        "no-data-role",
        "the service principal has no data role at the container or the account: Owner and Contributor give no access to data",
        assignment,
      ],
      [
        "propagation",
        "a role assignment made minutes ago: it takes up to ten minutes",
        "Wait up to ten minutes and retry; make no second assignment.",
      ],
      [
        "wrong-principal",
        "the role was given to another object: the application's object id, the managed identity's, or the home directory's service principal",
        "Take the object id of the service principal in the resource directory: az ad sp show --id <application id> --query id.",
      ],
      [
        "read-only",
        "a role for reading and an operation that writes, or an ABAC condition",
        "Compare the operation with the role's data actions.",
      ],
    ],
    links: [codes, "https://learn.microsoft.com/azure/storage/blobs/assign-azure-role-data-access"],
  }),
  storage("network", {
    code: "AuthorizationFailure",
    title: "the account's network rules refuse the caller",
    meaning:
      "Storage refused the request before looking at roles: usually the account's firewall does not let the caller's network in.",
    when: [
      ["AuthorizationFailure", "This request is not authorized to perform this operation"],
      ["Code=AuthorizationFailure"],
      ["AuthorizationFailure", "StorageErrorException"],
      ["ErrorCode: AuthorizationFailure"],
      ["ErrorCode:AuthorizationFailure"],
      ["AuthorizationFailure", "storage"],
      "The request may be blocked by network rules of storage account",
      "settings may be blocking access to storage services",
      "IpAuthorizationError",
      "AuthorizationSourceIPMismatch",
      "networkRuleSet.defaultAction",
      "AuthorizationFailure",
    ],
    unless: ["using this permission"],
    causes: [
      [
        "firewall",
        "the firewall's default is Deny and the caller's network is not in it, or public network access is off",
        "Allow the caller's subnet or address (az storage account network-rule add), or use a private endpoint.",
      ],
      [
        "private-endpoint",
        "the name resolves to the public address although a private endpoint is meant",
        "Link the private DNS zone privatelink.blob.core.windows.net to the caller's network.",
      ],
      [
        "same-region",
        "a caller in the account's own region comes from a private address, which address rules do not match",
        "Use a subnet rule with a service endpoint, or a private endpoint.",
      ],
    ],
    links: [codes, "https://learn.microsoft.com/azure/storage/common/storage-network-security"],
  }),
  storage("authentication-failed", {
    code: "AuthenticationFailed",
    title: "Storage does not accept the credential",
    meaning: "Storage could not authenticate the request: the token, key or signature is not valid for this account.",
    when: [
      "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header",
      "The MAC signature found in the HTTP request",
      "Signature did not match. String to sign used was",
      "Signature not valid in the specified time frame",
      "Signed expiry time",
    ],
    unless: ["InvalidAuthenticationInfo", "Issuer validation failed", "Audience validation failed"],
    causes: [
      [
        "key",
        "the request was signed with a key or a SAS that is wrong or has expired",
        "Use a token of Microsoft Entra in place of keys.",
      ],
      [
        "old-version",
        "a bearer token with an x-ms-version older than 2017-11-09, or none",
        "Send x-ms-version 2017-11-09 or later.",
      ],
      ["audience", "the token was issued for another resource", "Ask for https://storage.azure.com/.default."],
      [
        "tenant",
        "the token was issued by another directory than the account's",
        "Exchange at the resource directory's token endpoint.",
      ],
    ],
    links: [codes, authorize],
  }),
  storage("invalid-token", {
    code: "InvalidAuthenticationInfo",
    spellings: ["AuthenticationFailed"],
    title: "Storage does not accept the token",
    meaning:
      "Storage read a bearer token and refuses it: its issuer, audience, form or lifetime is not what the account accepts.",
    when: [
      "InvalidAuthenticationInfo",
      ["Issuer validation failed. Issuer did not match"],
      ["Audience validation failed. Audience did not match"],
      ["IDX10214", "AuthenticationErrorDetail"],
      ["IDX10205", "AuthenticationErrorDetail"],
      "The authentication information is not given in the correct format",
      "Lifetime validation failed. The token is expired",
    ],
    unless: ["InvalidAuthenticationTokenTenant"],
    causes: [
      [
        "tenant",
        "the token was issued by another directory than the account's: the home directory's in place of the resource directory's",
        "Set the credential's tenantId to the directory of the storage account.",
      ],
      [
        "audience",
        "the token was issued for another resource (Resource Manager, Graph)",
        "Ask for https://storage.azure.com/.default.",
      ],
      ["expired", "the token has expired", "Let the credential refresh it; check the clock."],
      [
        "form",
        "not a token at all, or a version header older than 2017-11-09",
        "Send Authorization: Bearer <token> and x-ms-version 2017-11-09 or later.",
      ],
    ],
    links: [authorize, codes],
  }),
  storage("no-authentication", {
    code: "NoAuthenticationInformation",
    weight: "noise",
    title: "no token in the request",
    meaning: "Storage got a request without any credential and says whom to ask for one.",
    when: [
      "NoAuthenticationInformation",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header",
    ],
    causes: [
      [
        "no-credential",
        "the client was built without a credential, or a proxy dropped the header",
        "Pass the credential to the client.",
      ],
      ["public", "anonymous access was expected and the container is private", "Use a token."],
    ],
    links: [authorize],
  }),
  storage("keys-forbidden", {
    code: "KeyBasedAuthenticationNotPermitted",
    title: "shared keys are not allowed",
    meaning: "The account forbids shared keys: only tokens of Microsoft Entra are accepted, as it should be.",
    when: ["KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account"],
    causes: [
      [
        "client-uses-key",
        "the client still signs with an account key or a connection string",
        "Use a credential: in Terraform storage_use_azuread = true, in the Azure CLI --auth-mode login, in an SDK the account's URL and a TokenCredential.",
      ],
      ["sas", "a SAS made from the account key", "Use a user delegation SAS."],
    ],
    links: ["https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent"],
  }),
  storage("public-forbidden", {
    code: "PublicAccessNotPermitted",
    title: "anonymous access is not allowed",
    meaning: "The request carried no credential and the account forbids anonymous access.",
    when: [
      "PublicAccessNotPermitted",
      "Public access is not permitted on this storage account",
      "Public access is not permitted on this blob",
    ],
    causes: [
      [
        "no-credential",
        "the client was built without a credential",
        "Pass the credential to the client; check that the URL has no stray SAS.",
      ],
      ["container", "a container was to be made public", "Leave it private and give a role instead."],
    ],
    links: [codes],
  }),
  storage("account-disabled", {
    code: "AccountIsDisabled",
    title: "the storage account is disabled",
    meaning: "The account exists and serves nobody for now.",
    when: ["AccountIsDisabled", "The specified account is disabled"],
    causes: [["subscription", "the subscription is disabled or past due", "Let the subscription's owner enable it."]],
    links: [codes],
  }),
  storage("not-found", {
    code: "ContainerNotFound",
    title: "container not found",
    meaning: "Token and role were in order; the container does not exist in this account.",
    when: ["ContainerNotFound", "The specified container does not exist", "FilesystemNotFound"],
    causes: [
      [
        "name",
        "a misspelt name, or another account",
        "Compare the URL with az storage container list --auth-mode login.",
      ],
      ["deleted", "it was deleted", "Make it again."],
    ],
    links: [codes],
  }),
  storage("resource-not-found", {
    code: "ResourceNotFound",
    title: "not found in this account",
    meaning: "Storage was reached, and what the URL names does not exist.",
    when: [
      ["ResourceNotFound", "The specified resource does not exist"],
      ["BlobNotFound"],
      "The specified blob does not exist",
    ],
    causes: [
      ["path", "a misspelt path or another account", "Compare the URL with what is there."],
      [
        "anonymous",
        "a private container asked without a credential looks like this too",
        "Pass the credential to the client.",
      ],
    ],
    links: [codes],
  }),
  storage("delegation", {
    code: "AuthorizationProtocolMismatch",
    title: "the protocol is not allowed",
    meaning: "The account or the signature demands another protocol than the request used.",
    when: [
      "AuthorizationProtocolMismatch",
      "AccountRequiresHttps",
      "AuthorizationServiceMismatch",
      "AuthorizationResourceTypeMismatch",
      "InsufficientAccountPermissions",
    ],
    causes: [
      ["http", "a request over http, or a SAS for another service", "Use https and a token of Microsoft Entra."],
    ],
    links: [codes],
  }),
];
