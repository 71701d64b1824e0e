// Foundry and Key Vault: resources that a workload reaches with its token.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const foundry = knowledgeOf("foundry", { hop: 3, service: "foundry" });
const vault = knowledgeOf("key-vault", { hop: 3, service: "keyVault" });
const foundryRoles = "https://learn.microsoft.com/azure/ai-foundry/concepts/rbac-azure-ai-foundry";
const vaultRoles = "https://learn.microsoft.com/azure/key-vault/general/rbac-guide";
const vaultErrors = "https://learn.microsoft.com/azure/key-vault/general/rest-error-codes";

/** AI Foundry, Azure OpenAI and Key Vault. */
export const dataServiceKnowledge: readonly Knowledge[] = [
  foundry("denied", {
    code: "PermissionDenied",
    spellings: ["UserError"],
    title: "no data role at the Foundry resource",
    meaning: "Foundry accepted the token, and its principal has no role that allows this operation.",
    when: [
      "Principal does not have access to API/Operation",
      ["PermissionDenied", "lacks the required data action"],
      ["lacks the required data action", "CognitiveServices"],
      ["PermissionDenied", "Microsoft.CognitiveServices"],
      ["PermissionDenied", "openai"],
      ["PermissionDenied", "AIServices"],
      ["PermissionDenied", "services.ai.azure.com"],
      ["PermissionDenied", "cognitiveservices"],
      ["does not have access", "Microsoft.CognitiveServices/accounts"],
      "does not have permissions for Microsoft.MachineLearningServices/workspaces/agents",
      ["lacks the required data action"],
      ["UserError", "does not have permissions for Microsoft.MachineLearningServices"],
    ],
    unless: ["Public access is disabled", "Public network access is disabled"],
    causes: [
      [
        "no-data-role",
        "the principal has no data role at the project or the account: Owner and Contributor give no access to data",
        "Assign Foundry User (53ca6127-db72-4b80-b1b0-d745d6d5456d), for Azure OpenAI alone Cognitive Services OpenAI User, to the service principal in the resource directory.",
      ],
      ["propagation", "a role assignment made minutes ago", "Wait up to ten minutes and retry."],
      [
        "wrong-principal",
        "the role was given to another object id",
        "Give it to the oid of the token: tegata token shows it.",
      ],
    ],
    links: [foundryRoles],
  }),
  foundry("audience", {
    code: "401",
    title: "the token is for another audience",
    meaning: "Foundry or Azure OpenAI refuses the token: it was not issued for it.",
    when: [
      "audience is incorrect",
      "audience is incorrect (https://ai.azure.com)",
      ["Unauthorized. Access token is missing, invalid, audience is incorrect"],
      ["Token audience", "does not match", "cognitiveservices"],
      ["Unauthorized", "expected audience", "ai.azure.com"],
    ],
    causes: [
      [
        "scope",
        "a scope of the neighbouring service",
        "Ask for https://ai.azure.com/.default at a project's endpoint, for https://cognitiveservices.azure.com/.default at Azure OpenAI's.",
      ],
      [
        "tenant",
        "a token of another directory than the resource's",
        "Exchange at the resource directory's token endpoint.",
      ],
      ["expired", "the token has expired or is missing", "Ask the credential for a token before each call."],
    ],
    links: ["https://learn.microsoft.com/azure/ai-foundry/how-to/develop/sdk-overview"],
  }),
  foundry("wrong-tenant", {
    code: "401",
    title: "the token is of another directory",
    meaning: "The resource belongs to another directory than the one that issued the token.",
    when: [
      "Tenant provided in token does not match resource token",
      "Token tenant",
      ["does not match resource tenant"],
    ],
    causes: [
      [
        "home-token",
        "a token of the home directory for a resource in the other one",
        "Set the credential's tenantId to the resource's directory.",
      ],
    ],
    links: [foundryRoles],
  }),
  foundry("network", {
    code: "403",
    title: "public access is disabled",
    meaning: "The resource refuses the caller's network before looking at roles.",
    when: [
      "Public access is disabled. Please configure private endpoint",
      ["Access denied due to Virtual Network/Firewall rules"],
      ["Public network access is disabled", "cognitive"],
      "Traffic is not from an approved private endpoint",
    ],
    causes: [
      [
        "private-only",
        "the account is reachable through private endpoints only",
        "Call from a network with the private endpoint and its DNS zone, or allow the network.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks"],
  }),
  foundry("keys", {
    code: "AuthenticationTypeDisabled",
    title: "keys are disabled",
    meaning: "The resource accepts tokens of Microsoft Entra only, as it should be.",
    when: ["AuthenticationTypeDisabled", "Key based authentication is disabled for this resource"],
    causes: [["client-uses-key", "the client still sends an API key", "Use a credential in place of the key."]],
    links: ["https://learn.microsoft.com/azure/ai-services/disable-local-auth"],
  }),
  foundry("key-or-endpoint", {
    code: "401",
    title: "key or endpoint not accepted",
    meaning: "Azure OpenAI refused an API key; or the endpoint is a regional one, which takes no tokens.",
    when: [
      "Access denied due to invalid subscription key or wrong API endpoint",
      "Please provide a custom subdomain for token authentication",
    ],
    causes: [
      ["key", "an API key of another resource or region", "Use a token of Microsoft Entra in place of the key."],
      [
        "subdomain",
        "the resource has no custom subdomain, which tokens need",
        "Give it one: az cognitiveservices account update --custom-domain <name>, and use https://<name>.openai.azure.com.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/ai-services/authentication"],
  }),
  foundry("deployment", {
    code: "DeploymentNotFound",
    title: "model deployment not found",
    meaning: "Token and role were in order; the resource has no deployment of this name.",
    when: ["DeploymentNotFound", "The API deployment for this resource does not exist"],
    causes: [
      [
        "name",
        "a misspelt deployment, another resource, or one made minutes ago",
        "Compare the name with az cognitiveservices account deployment list.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/ai-services/openai/"],
  }),
  vault("rbac", {
    code: "ForbiddenByRbac",
    title: "no data role at the vault",
    meaning: "Key Vault accepted the token, and its principal has no role that allows this operation.",
    when: [
      "ForbiddenByRbac",
      ["Caller is not authorized to perform action on resource", "vault"],
      "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time",
    ],
    causes: [
      [
        "no-data-role",
        "the principal has no data role at the vault: Owner and Contributor give no access to secrets",
        "Assign Key Vault Secrets User (or another data role) to the service principal.",
      ],
      ["propagation", "a role assignment made minutes ago", "Wait up to ten minutes and retry."],
    ],
    links: [vaultRoles, vaultErrors],
  }),
  vault("policy", {
    code: "AccessDenied",
    title: "no access policy at the vault",
    meaning: "Key Vault accepted the token; the vault uses access policies, and none allows this to the principal.",
    when: [
      ["does not have secrets get permission on key vault"],
      ["does not have secrets"],
      ["does not have keys", "permission on key vault"],
      ["does not have certificates", "permission on key vault"],
      "does not have secrets list permission",
      "ForbiddenByPolicy",
      ["AccessDenied", "key vault"],
    ],
    unless: ["to use on-behalf-of (OBO) flow"],
    causes: [
      [
        "no-policy",
        "no access policy names the principal",
        "Add one: az keyvault set-policy --object-id <object id> --secret-permissions get; or move the vault to roles.",
      ],
      [
        "wrong-id",
        "the policy names the application's id in place of the service principal's object id",
        "Use the object id (oid) that the text names.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/key-vault/general/assign-access-policy", vaultErrors],
  }),
  vault("forbidden", {
    code: "Forbidden",
    weight: "outcome",
    title: "Key Vault refuses the caller",
    meaning: "Key Vault accepted the token and forbids the operation: by role, access policy or firewall.",
    when: [
      ["KeyVaultErrorException", "Forbidden"],
      ["vault.azure.net", "403 Forbidden"],
      ["vault.azure.net", "StatusCode=403"],
      ["Key Vault", "Forbidden"],
      ["vault.azure.net", "Status: 403"],
    ],
    causes: [
      [
        "no-right",
        "the principal has neither a data role nor an access policy at the vault",
        "Assign Key Vault Secrets User to it, or add an access policy, whichever the vault uses.",
      ],
      [
        "firewall",
        "the vault's firewall does not let the caller's network in",
        "Allow the network, or use a private endpoint.",
      ],
    ],
    links: [vaultErrors],
  }),
  vault("network", {
    code: "ForbiddenByFirewall",
    title: "the vault's firewall refuses the caller",
    meaning: "Key Vault refused the caller's network before looking at rights.",
    when: [
      "ForbiddenByFirewall",
      "ForbiddenByConnection",
      ["Client address is not authorized and caller is not a trusted service"],
      ["Public network access is disabled and request is not from a trusted service nor via an approved private link"],
      ["Connection is not an approved private link"],
    ],
    causes: [
      [
        "firewall",
        "the caller's address is not in the vault's firewall",
        "Allow the network, or use a private endpoint.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/key-vault/general/network-security", vaultErrors],
  }),
  vault("wrong-tenant", {
    code: "AKV10032",
    title: "the token is of another directory",
    meaning: "The vault belongs to another directory than the one that issued the token.",
    when: ["AKV10032", "Invalid issuer. Expected one of https://sts.windows.net/"],
    causes: [
      [
        "home-token",
        "a token of the home directory for a vault in the other one",
        "Set the credential's tenantId to the vault's directory.",
      ],
      [
        "moved",
        "the subscription was moved to another directory, the vault still names the old one",
        "Set the vault's tenantId: az keyvault update --set properties.tenantId=<tenant id>.",
      ],
    ],
    links: [vaultErrors],
  }),
  vault("challenge", {
    code: "Unauthorized",
    spellings: ["AKV10000"],
    weight: "noise",
    title: "no token in the request",
    meaning: "Key Vault got a request without a token and says whom to ask for one: clients begin so on purpose.",
    when: ["AKV10000", "Request is missing a Bearer or PoP token"],
    causes: [
      [
        "first",
        "the first request of each client carries no token on purpose",
        "Nothing, when the next request succeeds; else look at what the log says behind it.",
      ],
    ],
    links: [vaultErrors],
  }),
  vault("unauthorized", {
    code: "Unauthorized",
    title: "Key Vault does not accept the token",
    meaning: "The token is missing, expired or for another audience.",
    when: [
      "AKV10022",
      "Invalid audience. Expected https://vault.azure.net",
      "AKV10001",
      "AKV10005",
      "AKV10046",
      "AKV10006",
    ],
    causes: [["audience", "a token for another resource", "Ask for https://vault.azure.net/.default."]],
    links: [vaultErrors],
  }),
];
