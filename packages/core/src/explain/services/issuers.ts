// Where a workload outside of Azure hosts gets its identity token: GitHub, Azure Pipelines, Kubernetes.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";
import { kubernetesKnowledge } from "./kubernetes.ts";

const github = knowledgeOf("github", { hop: 1, service: "githubActions" });
const pipelines = knowledgeOf("azure-pipelines", { hop: 1, service: "azurePipelines" });
const oidc =
  "https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-azure";
const pipelineLink = "https://learn.microsoft.com/azure/devops/pipelines/release/troubleshoot-workload-identity";

/** GitHub Actions: the run's own token. */
const githubKnowledge: readonly Knowledge[] = [
  github("no-id-token", {
    code: "ACTIONS_ID_TOKEN_REQUEST_URL",
    title: "the workflow may not ask for an identity token",
    meaning: "GitHub gave the job no right to ask for an identity token, so there is nothing to exchange.",
    when: [
      "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL",
      ["ACTIONS_ID_TOKEN_REQUEST_URL", "missing"],
      ["ACTIONS_ID_TOKEN_REQUEST_URL", "not set"],
      ["ACTIONS_ID_TOKEN_REQUEST_URL", "undefined"],
      ["ACTIONS_ID_TOKEN_REQUEST_TOKEN", "not set"],
      "Please make sure to give write permissions to id-token",
      "id-token: write",
      "Could not get ID token",
      "OIDC token request failed",
      ["Failed to fetch federated token from GitHub"],
      "Unable to get OIDC token",
      "Error message: Unable to get ACTIONS_ID_TOKEN",
    ],
    unless: ["Federated token details"],
    causes: [
      [
        "permission",
        "the job lacks permissions: id-token: write",
        "Add to the workflow or the job: permissions: { id-token: write, contents: read }.",
      ],
      [
        "fork",
        "a pull request from a fork: GitHub gives those no identity token",
        "Run the job on push, or on pull_request_target with care.",
      ],
      [
        "reusable",
        "a reusable workflow whose caller does not grant id-token: write",
        "Grant the permission in the calling workflow too.",
      ],
    ],
    links: [oidc],
  }),
  github("login-failed", {
    hop: 2,
    code: "azure/login",
    weight: "outcome",
    title: "the login action failed; the reason stands above",
    meaning:
      "The action that signs in ended with an error of the Azure CLI or PowerShell, which the log has above this line.",
    when: [
      ["Login failed with Error", "failed with exit code"],
      ["Login failed with Error", "Double check if the 'auth-type' is correct"],
    ],
    causes: [
      ["above", "what Microsoft Entra answered is in the lines above", "Give those lines to tegata explain, too."],
      [
        "no-subscription",
        "the identity has no role in the subscription",
        "Assign a role, or set allow-no-subscriptions: true.",
      ],
    ],
    links: ["https://github.com/Azure/login#readme"],
  }),
  github("no-login-details", {
    code: "azure/login",
    title: "the login action was given no credential",
    meaning: "The action that signs in got neither client id and tenant id nor a credential.",
    when: [
      "Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied",
      "Login failed with Error: Using auth-type: SERVICE_PRINCIPAL. Not all values are present",
      "Not all parameters are provided in 'creds'",
      "creds are not in the correct format",
      "Not all values are present in the credentials",
      "Please check the input to use 'azure/login'",
      "No credentials found. Add an Azure login action",
    ],
    causes: [
      [
        "secrets",
        "the secrets or variables are empty here: another environment, a fork, a misspelt name",
        "Check that client-id, tenant-id and subscription-id reach the step; an environment's secrets need environment: on the job.",
      ],
      [
        "version",
        "an old version of the action or its inputs",
        "Use azure/login@v2 with client-id, tenant-id and subscription-id.",
      ],
    ],
    links: ["https://github.com/Azure/login#readme", oidc],
  }),
];

/** Azure DevOps: the service connection's token. */
const pipelinesKnowledge: readonly Knowledge[] = [
  pipelines("no-token", {
    code: "OIDC token",
    title: "the pipeline got no identity token",
    meaning: "Azure DevOps gave the task no token of the service connection.",
    when: [
      "SYSTEM_OIDCREQUESTURI",
      "SYSTEM_ACCESSTOKEN",
      ["Failed to get OIDC token", "service connection"],
      "Could not fetch access token for Azure",
      "AzurePipelinesCredential",
      "oidc token was not present in the response",
      "Service connection with auth scheme WorkloadIdentityFederation is not supported",
      ["No identity token could be retrieved", "service connection"],
      "Unable to get ID token from Azure DevOps",
      "Failed to fetch federated token",
    ],
    unless: ["AADSTS", "from GitHub"],
    causes: [
      [
        "system-access-token",
        "the step was not given the system access token",
        "Set env: SYSTEM_ACCESSTOKEN: $(System.AccessToken).",
      ],
      [
        "task-version",
        "a task or an agent too old for workload identity federation",
        "Use AzureCLI@2 or later with addSpnToEnvironment, on a current agent.",
      ],
      [
        "permission",
        "the pipeline is not authorised for the service connection",
        "Authorise it in the service connection's security settings.",
      ],
    ],
    links: [pipelineLink],
  }),
];

/** Every issuer outside of Azure hosts. */
export const issuerKnowledge: readonly Knowledge[] = [
  ...githubKnowledge,
  ...pipelinesKnowledge,
  ...kubernetesKnowledge,
];
