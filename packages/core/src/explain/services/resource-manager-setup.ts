import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const setup = knowledgeOf("resource-manager", { hop: "setup", service: "resourceManager" });
const troubleshooting = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting";
const considerations = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";

/** Azure Resource Manager, while roles and identities are being configured. */
export const resourceManagerSetupKnowledge: readonly Knowledge[] = [
  setup("may-not-assign", {
    code: "AuthorizationFailed",
    title: "no right to assign roles",
    meaning: "Resource Manager accepted the token; its principal may not write role assignments at this scope.",
    when: [
      ["New-AzRoleAssignment", "Forbidden"],
      ["does not have authorization to perform action", "Microsoft.Authorization/roleAssignments/write"],
      ["does not have permission to perform action", "Microsoft.Authorization/roleAssignments/write"],
      ["AuthorizationFailed", "roleAssignments/write"],
      ["AuthorizationFailed", "roleAssignments/delete"],
      ["AuthorizationFailed", "roleDefinitions/write"],
    ],
    causes: [
      [
        "no-right",
        "the caller is neither Owner, User Access Administrator nor Role Based Access Control Administrator at the scope",
        "Let such a person assign the role, or be given Role Based Access Control Administrator, best with a condition.",
      ],
      [
        "constrained",
        "the caller's own assignment has a condition that does not allow this role or principal",
        "Ask for the role and principal to be added to the condition.",
      ],
      ["propagation", "the caller's own role was given minutes ago", "Wait up to ten minutes; sign in again."],
    ],
    links: [troubleshooting],
  }),
  setup("may-not-configure", {
    code: "AuthorizationFailed",
    title: "no right to configure the identity",
    meaning: "Resource Manager accepted the token; its principal may not change this identity or its host.",
    when: [
      ["does not have authorization to perform action", "Microsoft.ManagedIdentity/"],
      ["AuthorizationFailed", "federatedIdentityCredentials/write"],
      ["AuthorizationFailed", "userAssignedIdentities"],
    ],
    causes: [
      [
        "no-right",
        "the caller lacks Managed Identity Contributor (to make it) or Managed Identity Operator (to assign it)",
        "Have the role assigned at the identity's resource group.",
      ],
    ],
    links: [troubleshooting],
  }),
  setup("missing-subscription", {
    code: "MissingSubscription",
    title: "the scope is no path of Azure",
    meaning: "Resource Manager read the scope or the resource's id and found no subscription in it.",
    when: [
      "The request did not have a subscription or a valid tenant-level resource provider",
      "The request did not have a provided subscription",
    ],
    causes: [
      [
        "git-bash",
        "Git Bash on Windows made a Windows path of /subscriptions/…",
        "export MSYS_NO_PATHCONV=1, or write the scope with two slashes at its beginning.",
      ],
      ["empty", "the variable that holds the id is empty", "Print the scope before it is used."],
    ],
    links: ["https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-bash"],
  }),
  setup("linked", {
    code: "LinkedAuthorizationFailed",
    title: "no right at a linked resource",
    meaning:
      "The caller may change this resource, but not use the other resource that the change names: often the identity that is to be assigned.",
    when: [
      "LinkedAuthorizationFailed",
      "does not have permission to perform action(s)",
      "has permission to perform action",
      "LinkedInvalidPropertyId",
    ],
    causes: [
      [
        "assign",
        "the caller lacks the action that the text names at the linked resource (for an identity: Microsoft.ManagedIdentity/userAssignedIdentities/assign/action)",
        "Assign a role with that action at the linked resource; for an identity: Managed Identity Operator.",
      ],
      [
        "other-directory",
        "the linked resource is in another directory or subscription",
        "Identity and host must be in one directory.",
      ],
    ],
    links: [troubleshooting],
  }),
  setup("principal-not-found", {
    code: "PrincipalNotFound",
    title: "the principal is not known in this directory",
    meaning: "The object id of the role assignment is not, or not yet, known in the directory of the subscription.",
    when: [
      "PrincipalNotFound",
      "does not exist in the directory",
      "Cannot find user or service principal in graph database",
      "No matches in graph database for",
      "Principals of type Application cannot validly be used in role assignments",
      "UnmatchedPrincipalType",
    ],
    unless: ["AADSTS", "user account"],
    causes: [
      [
        "replication",
        "the service principal was made seconds ago",
        "Set principalType ServicePrincipal (--assignee-principal-type) and retry for some minutes.",
      ],
      [
        "wrong-id",
        "the application's object id or client id, or the managed identity's id of the home directory",
        "Take the service principal's object id in this directory: az ad sp show --id <application id> --query id.",
      ],
      [
        "wrong-tenant",
        "the subscription belongs to another directory than the principal",
        "Make the service principal in the subscription's directory.",
      ],
    ],
    links: [troubleshooting],
  }),
  setup("assignment-exists", {
    code: "RoleAssignmentExists",
    weight: "noise",
    title: "the role assignment exists already",
    meaning: "The same role is already given to the same principal at the same scope, perhaps under another name.",
    when: [
      ["New-AzRoleAssignment", "Conflict"],
      ["roleAssignments", "to be managed via Terraform this resource needs to be imported"],
      "RoleAssignmentExists",
      "The role assignment already exists",
    ],
    causes: [
      [
        "exists",
        "it was made before, by hand or by another tool",
        "Take it over (terraform import, tegata adopt), or remove it first; for the chain nothing is missing.",
      ],
    ],
    links: [troubleshooting],
  }),
  setup("assignment-update", {
    code: "RoleAssignmentUpdateNotPermitted",
    title: "a role assignment cannot be changed",
    meaning: "An assignment of this name exists with another principal, role or scope: those cannot be changed.",
    when: [
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated",
    ],
    causes: [
      [
        "name",
        "the name was used before, often for an identity that was deleted and made again",
        "Remove the old assignment, or use a name that depends on the principal.",
      ],
    ],
    links: [troubleshooting],
  }),
  setup("assignment-limit", {
    code: "RoleAssignmentLimitExceeded",
    title: "too many role assignments",
    meaning: "A subscription holds 4,000 role assignments at most.",
    when: ["RoleAssignmentLimitExceeded", "No more role assignments can be created"],
    causes: [
      [
        "limit",
        "many assignments at small scopes",
        "Remove those of deleted principals; assign to a group or at a wider scope.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits"],
  }),
  setup("condition", {
    code: "RoleAssignmentConditionNotValid",
    title: "the assignment's condition is not valid",
    meaning: "The condition (ABAC) cannot be parsed, or is not allowed for this role.",
    when: [
      "RoleAssignmentConditionNotValid",
      "Condition is not valid",
      "Role assignment condition is not valid",
      "Operation not supported for role assignment condition",
    ],
    causes: [
      [
        "syntax",
        "a syntax error, or an attribute that this role's actions do not have",
        "Compare it with the documented form; conditionVersion is 2.0.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/role-based-access-control/conditions-troubleshoot"],
  }),
  setup("disallowed", {
    code: "DisallowedOperation",
    title: "this operation is not allowed for the account",
    meaning: "The subscription or the account may not do this at all.",
    when: [
      "DisallowedOperation",
      "The current subscription type is not permitted to perform operations on any provider namespace",
      "DenyAssignmentAuthorizationFailed",
      "because of the deny assignment",
      "RequestDisallowedByPolicy",
      "was disallowed by policy",
    ],
    causes: [
      [
        "policy",
        "an Azure policy or a deny assignment forbids it",
        "Ask the administrator of the management group; the text names the policy.",
      ],
      ["subscription", "the kind of subscription forbids it", "Use another subscription."],
    ],
    links: [troubleshooting],
  }),
  setup("concurrent-credentials", {
    code: "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
    title: "federated credentials are written one at a time",
    meaning: "Two writes of federated identity credentials of one managed identity met.",
    when: [
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
      "Too many Federated Identity Credentials are written concurrently",
      "does not support concurrent",
      ["federatedIdentityCredentials", "concurrently"],
    ],
    causes: [
      [
        "parallel",
        "a template or Terraform writes several at once",
        "Write them one after the other: dependsOn, @batchSize(1), terraform apply -parallelism=1.",
      ],
    ],
    links: [considerations],
  }),
  setup("unsupported-region", {
    code: "FederatedIdentityCredentialsNotSupported",
    title: "no federated credentials in this region",
    meaning: "Managed identities of this region cannot hold federated identity credentials.",
    when: [
      ["federated identity credentials", "not supported", "region"],
      "Federated Identity Credentials aren't supported",
    ],
    causes: [
      [
        "region",
        "the region does not support them yet",
        "Make the identity in another region: it works from anywhere.",
      ],
    ],
    links: [considerations],
  }),
  setup("identity-not-found", {
    code: "FailedIdentityOperation",
    title: "the identity could not be used",
    meaning: "Resource Manager could not find or use the managed identity that the request names.",
    when: [
      "FailedIdentityOperation",
      "InvalidIdentityValue",
      "Identity operation for resource",
      "UserAssignedIdentityNotFound",
      "Failed to perform resource identity operation",
      "BadRequestManagedIdentityNotFound",
    ],
    causes: [
      ["gone", "the identity was deleted or its id is misspelt", "Compare the id with az identity show."],
      ["other-directory", "the identity is in another directory", "Host and identity must be in one directory."],
    ],
    links: [troubleshooting],
  }),
];
