import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const arm = knowledgeOf("resource-manager", { hop: 3, service: "resourceManager" });
const troubleshooting = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting";

/** Azure Resource Manager as a resource. */
export const resourceManagerKnowledge: readonly Knowledge[] = [
  arm("denied", {
    code: "AuthorizationFailed",
    title: "no role that allows this operation",
    meaning:
      "Resource Manager accepted the token; its principal has no role assignment that allows this action at this scope.",
    when: [
      "does not have authorization to perform action",
      "does not have authorization to perform the action",
      "The client does not have authorization",
      ["AuthorizationFailed", "over scope"],
      "AuthorizationFailed",
      "does not have permission to perform action",
    ],
    unless: [
      "Microsoft.Authorization/roleAssignments/write",
      "roleAssignments/delete",
      "Microsoft.ManagedIdentity/",
      "LinkedAuthorizationFailed",
      "federatedIdentityCredentials/write",
    ],
    causes: [
      [
        "no-role",
        "the principal has no role at the scope, or above it",
        "Assign a role: az role assignment create --assignee-object-id <object id in the text> --assignee-principal-type ServicePrincipal --role <role> --scope <scope in the text>.",
      ],
      [
        "old-token",
        "the role was given after the token was issued, or minutes ago",
        "Wait up to ten minutes; refresh the credentials (sign in again).",
      ],
      [
        "wrong-principal",
        "the role was given to the application's object id or to the home directory's service principal",
        "Give it to the object id that the text names.",
      ],
      [
        "scope",
        "a misspelt scope: a resource that does not exist looks the same",
        "Compare the scope with the resource's id.",
      ],
    ],
    links: [troubleshooting],
  }),
  arm("wrong-tenant", {
    code: "InvalidAuthenticationTokenTenant",
    title: "the token is of another directory",
    meaning: "The subscription belongs to another directory than the one that issued the token.",
    when: [
      "InvalidAuthenticationTokenTenant",
      "The access token is from the wrong issuer",
      ["it must match the tenant", "associated with this subscription"],
    ],
    causes: [
      [
        "home-token",
        "a token of the home directory for a resource in the other one",
        "Exchange at the resource directory's token endpoint: set tenantId to the subscription's directory.",
      ],
      ["moved", "the subscription was moved to another directory", "Sign in to its present directory."],
    ],
    links: [troubleshooting],
  }),
  arm("invalid-audience", {
    code: "InvalidAuthenticationTokenAudience",
    title: "the token is for another resource",
    meaning: "Resource Manager does not accept this audience.",
    when: [
      "InvalidAuthenticationTokenAudience",
      "The access token has been obtained for wrong audience or resource",
      "The access token has been obtained from wrong audience or resource",
    ],
    causes: [["scope", "a token for Graph, Storage or the exchange", "Ask for https://management.azure.com/.default."]],
    links: [troubleshooting],
  }),
  arm("missing-token", {
    code: "AuthenticationFailed",
    spellings: ["AuthenticationFailedMissingToken", "AuthenticationFailedInvalidHeader"],
    title: "no token in the request",
    meaning: "Resource Manager got a request without a token.",
    when: ["Authorization' header is missing", "AuthenticationFailedMissingToken", "AuthenticationFailedInvalidHeader"],
    causes: [
      ["empty", "the step that was to give the token failed or gave nothing", "Look at that step: tegata token."],
    ],
    links: [troubleshooting],
  }),
  arm("no-principal-claims", {
    code: "InvalidAuthenticationToken",
    title: "the token stands for no principal of the directory",
    meaning:
      "Resource Manager got a token without the object id of a principal: the directory that issued it has none.",
    when: [["at least one of the claims", "altsecid"]],
    causes: [
      [
        "no-principal",
        "the application has no service principal in the directory that was asked",
        "An administrator of that directory runs: az ad sp create --id <application id>.",
      ],
      [
        "wrong-tenant",
        "the token was asked of another directory than the subscription's",
        "Name the resource directory's tenant id in the authority.",
      ],
    ],
    links: [troubleshooting],
  }),
  arm("expired", {
    code: "ExpiredAuthenticationToken",
    spellings: ["InvalidAuthenticationToken", "AuthenticationFailed"],
    title: "the token has expired",
    meaning: "Resource Manager got a token that is not valid any more.",
    when: [
      "ExpiredAuthenticationToken",
      "The access token expiry UTC time",
      ["InvalidAuthenticationToken", "The access token is invalid"],
      ["InvalidAuthenticationToken", "The received access token is not valid"],
    ],
    unless: ["altsecid"],
    causes: [
      [
        "long",
        "the program held one token for longer than it lives",
        "Ask the credential for a token before each call; it caches by itself.",
      ],
      ["clock", "the machine's clock", "Set the clock by a time server."],
      ["empty", "no token reached the request", "Look at the step that was to give it."],
    ],
    links: [troubleshooting],
  }),
  arm("throttled", {
    code: "TooManyRequests",
    spellings: ["SubscriptionRequestsThrottled", "TenantRequestsThrottled"],
    title: "too many requests",
    meaning: "Resource Manager serves so many requests a minute to each principal and subscription.",
    when: [
      "SubscriptionRequestsThrottled",
      "TenantRequestsThrottled",
      ["TooManyRequests", "management.azure.com"],
      ["TooManyRequests", "Resource Manager"],
    ],
    causes: [
      [
        "polling",
        "a program or a pipeline that asks again and again",
        "Wait as long as Retry-After says; ask less often.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling"],
  }),
  arm("resource-not-found", {
    code: "ResourceNotFound",
    title: "resource not found",
    meaning: "Resource Manager does not find this resource for this caller.",
    when: [
      ["ResourceNotFound", "under resource group"],
      ["ResourceGroupNotFound"],
      ["ParentResourceNotFound"],
      "could not be found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    ],
    causes: [
      ["name", "a misspelt id, another subscription or another directory", "Compare the id with az resource show."],
    ],
    links: ["https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found"],
  }),
];
