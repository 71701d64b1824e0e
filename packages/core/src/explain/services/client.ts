// What client libraries say on their own account, before anything left the machine.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const client = knowledgeOf("client", { hop: 1, service: "client" });
const chain = "https://aka.ms/azsdk/identity/defaultazurecredential/troubleshoot";

/** Chains of credentials, sessions of developers' tools, missing variables. */
export const clientKnowledge: readonly Knowledge[] = [
  client("chain", {
    code: "CredentialUnavailableError",
    weight: "outcome",
    title: "no credential of the chain was of use",
    meaning: "Each credential of the chain said why it is not available; none of them got as far as Microsoft Entra.",
    when: [
      "DefaultAzureCredential failed to retrieve a token from the included credentials",
      "DefaultAzureCredential: failed to acquire a token",
      "ChainedTokenCredential failed to retrieve a token",
      "ChainedTokenCredential authentication failed",
      "ChainedTokenCredential: failed to acquire a token",
      "AggregateAuthenticationError",
      "Tried credentials:",
      "Attempted credentials:",
      "sources must contain at least one TokenCredential",
    ],
    causes: [
      [
        "no-host-identity",
        "on an Azure host: the managed identity is not assigned, or its client id was not passed",
        "Assign the user-assigned identity and set AZURE_CLIENT_ID to its client id.",
      ],
      ["not-signed-in", "on a developer's machine: nobody is signed in", "Sign in: az login --tenant <tenant id>."],
      [
        "no-federation",
        "in a pod or pipeline: the federated token's variables are missing",
        "Set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE, or let the webhook set them.",
      ],
    ],
    links: [chain],
  }),
  client("unavailable", {
    code: "CredentialUnavailableError",
    spellings: ["CredentialUnavailableException"],
    weight: "noise",
    title: "a credential is not available here",
    meaning:
      "The client library found nothing with which this credential could work; nothing was asked of Microsoft Entra.",
    when: ["CredentialUnavailableException", "CredentialUnavailableError"],
    causes: [
      [
        "not-here",
        "the credential does not fit where the program runs",
        "Look at the message behind it; on an Azure host assign the managed identity.",
      ],
    ],
    links: [chain],
  }),
  client("environment", {
    code: "EnvironmentCredential",
    weight: "noise",
    title: "environment variables not set",
    meaning:
      "EnvironmentCredential found no secret, certificate or password in the environment: as it should be where there is no secret.",
    when: [
      "EnvironmentCredential authentication unavailable",
      "EnvironmentCredential is unavailable",
      "EnvironmentCredential: missing environment variable",
      "missing environment variable AZURE_TENANT_ID",
      "incomplete environment variable configuration",
      "Environment variables are not fully configured",
    ],
    causes: [
      [
        "not-set",
        "AZURE_TENANT_ID, AZURE_CLIENT_ID and a credential are not all set",
        "Leave it so for a managed identity; else set them all.",
      ],
    ],
    links: [chain],
  }),
  client("not-logged-in", {
    code: "az login",
    weight: "outcome",
    title: "nobody is signed in to a developer's tool",
    meaning: "The Azure CLI, PowerShell or Developer CLI has no session that could give a token.",
    when: [
      "Please run 'az login' to setup account",
      'Please run "az login"',
      "Please run 'az login'",
      "Azure CLI not installed",
      "Azure CLI not found on path",
      "Run Connect-AzAccount to login",
      "Please run Connect-AzAccount",
      "No account found. Please run 'azd auth login'",
      "azd auth login",
      "AzureCliCredential: az",
      "Interactive authentication is needed. Please run: az login",
      "No subscription found. Run 'az account set'",
      "No Azure account is logged in",
      "az account get-access-token --output json",
      "The provided account ... does not have access to subscription",
      "Azure PowerShell not installed",
      "No context found. Run Connect-AzAccount",
      "AzureCLICredential: ERROR: No subscription found",
    ],
    causes: [
      [
        "developer",
        "on a developer's machine: the session is missing or has expired",
        "Sign in: az login --tenant <tenant id>.",
      ],
      [
        "host",
        "on a host or in a pipeline: the chain fell through to developers' tools, because no workload identity was found",
        "Fix the managed identity or the federated token; the lines above say which is missing.",
      ],
    ],
    links: ["https://learn.microsoft.com/cli/azure/authenticate-azure-cli"],
  }),
  client("az-identity-login", {
    code: "az login",
    hop: "setup",
    weight: "outcome",
    title: "no subscription to be seen by this identity",
    meaning:
      "The sign-in succeeded, but the identity has no role in any subscription, so tools that need a subscription refuse it.",
    when: [
      "No subscriptions found for",
      "No access was configured for the VM, hence no subscriptions were found",
      "allow-no-subscriptions",
    ],
    unless: ["AADSTS", "allow-no-subscriptions: false"],
    causes: [
      [
        "no-role",
        "the identity has no role assignment in the subscription yet",
        "Assign a role at the resource or the subscription, or use --allow-no-subscriptions when only data is accessed.",
      ],
      [
        "wrong-tenant",
        "signed in to another directory than the subscription's",
        "Name the directory: az login --tenant <tenant id>.",
      ],
    ],
    links: ["https://learn.microsoft.com/cli/azure/authenticate-azure-cli-managed-identity"],
  }),
  client("subscription-not-found", {
    code: "SubscriptionNotFound",
    hop: "setup",
    title: "subscription not visible to this identity",
    meaning:
      "The subscription does not exist in the directory that was signed in to, or the identity has no role in it.",
    when: [
      "Could not find a valid subscription in tenant",
      "doesn't exist in cloud 'AzureCloud'",
      ["The subscription of", "doesn't exist in cloud"],
      "SubscriptionNotFound",
      "The subscription could not be found",
      "Please provide a valid tenant or a valid subscription",
    ],
    causes: [
      [
        "no-role",
        "the identity has no role in the subscription",
        "Assign a role: az role assignment create --assignee-object-id <object id> --assignee-principal-type ServicePrincipal --role Reader --scope /subscriptions/<id>.",
      ],
      ["wrong-tenant", "the subscription belongs to another directory", "Sign in to the subscription's directory."],
      ["typing", "a typing error in the subscription id", "Compare it with az account list."],
    ],
    links: ["https://learn.microsoft.com/azure/role-based-access-control/troubleshooting"],
  }),
];
