// A pod's own token, and what stands between a pod and an identity.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const kubernetes = knowledgeOf("kubernetes", { hop: 1, service: "kubernetes" });
const webhook = "https://azure.github.io/azure-workload-identity/docs/troubleshooting.html";

/** Kubernetes: the projected token and the webhook that sets it up. */
export const kubernetesKnowledge: readonly Knowledge[] = [
  kubernetes("not-injected", {
    code: "AZURE_FEDERATED_TOKEN_FILE",
    title: "the pod has no federated token",
    meaning: "The variables or the token file of workload identity are not in the pod.",
    when: [
      ["AZURE_FEDERATED_TOKEN_FILE", "not set"],
      ["AZURE_FEDERATED_TOKEN_FILE", "no token file"],
      "no token file specified. Check pod configuration or set TokenFilePath",
      "no client ID specified. Check pod configuration or set ClientID",
      "no tenant ID specified. Check pod configuration or set TenantID",
      ["azure/tokens/azure-identity-token", "no such file"],
      ["azure/tokens/azure-identity-token", "ENOENT"],
      "WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured",
      "WorkloadIdentityCredential: is unavailable",
      "WorkloadIdentityCredential authentication unavailable",
      "Missing value for AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE",
      "failed to read token file",
      "could not read the service account token",
      "failed to read the service account token from the filesystem",
      "failed to read service account token",
      "WorkloadIdentityCredential: tenantId, clientId, and federatedTokenFilePath are required",
      ["WorkloadIdentityCredential", "required parameters are missing"],
      ["azure.workload.identity/use", "label"],
    ],
    unless: ["AADSTS70", "AADSTS90061", "The request to the authority host was invalid"],
    weight: "outcome",
    causes: [
      [
        "label",
        'the pod lacks the label azure.workload.identity/use: "true"',
        "Put the label on the pod template, and restart the pod.",
      ],
      [
        "service-account",
        "the service account lacks the annotation azure.workload.identity/client-id, or the pod uses another account",
        "Annotate the account and name it in serviceAccountName.",
      ],
      [
        "webhook",
        "the mutating webhook is not installed or was not running when the pod started",
        "az aks update --enable-oidc-issuer --enable-workload-identity; then restart the pod.",
      ],
      [
        "not-aks",
        "the program does not run in a pod with workload identity",
        "Use the credential that fits where it runs.",
      ],
    ],
    links: [webhook],
  }),
  kubernetes("webhook-down", {
    code: "azure-wi-webhook",
    title: "the workload identity webhook does not answer",
    meaning: "Kubernetes could not ask the mutating webhook, so pods are not made or get no token.",
    when: [
      ["failed calling webhook", "azure-wi-webhook"],
      ["failed calling webhook", "mutation.azure-workload-identity.io"],
    ],
    causes: [
      [
        "not-running",
        "the webhook's pods are not running or their certificate is not ready",
        "kubectl get pods -n kube-system -l azure-workload-identity.io/system=true; restart them.",
      ],
      [
        "network",
        "the API server cannot reach the webhook's port",
        "Allow the API server to reach port 9443 of the webhook.",
      ],
    ],
    links: [webhook],
  }),
  kubernetes("provider-config", {
    code: "azure.json",
    title: "a controller has no Azure credential",
    meaning: "A controller in the cluster was configured with neither an identity nor workload identity.",
    when: ["no credentials provided for AAD application", "No credentials provided for Azure cloud provider"],
    causes: [
      [
        "not-configured",
        "neither useManagedIdentityExtension nor workload identity is set",
        "Configure the controller's identity as its documentation says.",
      ],
    ],
    links: [webhook],
  }),
  kubernetes("pod-identity", {
    code: "NMI",
    title: "pod identity has no identity for the pod",
    meaning: "The cluster's pod identity (NMI) took the request for a token and has no identity for this pod.",
    when: [
      "nmi response failed with status code",
      "getting assigned identities for pod",
      ["failed to get identities", "Check MIC pod logs"],
    ],
    causes: [
      [
        "binding",
        "no AzureIdentity and AzureIdentityBinding fit the pod's label aadpodidbinding, or they were made a moment ago",
        "Compare the binding's selector with the label, and look at the logs of MIC.",
      ],
      [
        "retired",
        "pod identity is retired, and new clusters have it no more",
        "Move to workload identity: its label, its service account, and a federated identity credential.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity"],
  }),
  kubernetes("store-config", {
    code: "SecretProviderClass",
    title: "the secrets store driver was told no identity",
    meaning: "The Key Vault provider of the secrets store driver found no identity in the SecretProviderClass to use.",
    when: ["nodePublishSecretRef secret is not set", ["failed to create auth config", "failed to get credentials"]],
    causes: [
      [
        "not-configured",
        "the SecretProviderClass has neither clientID (workload identity) nor useVMManagedIdentity",
        "Set clientID to the identity's client id and give the pod its service account; or useVMManagedIdentity and userAssignedIdentityID.",
      ],
      [
        "driver",
        "a driver or provider on that node that is too old for workload identity",
        "Update the add-on, on every node pool.",
      ],
    ],
    links: ["https://learn.microsoft.com/azure/aks/csi-secrets-store-identity-access"],
  }),
];
