// What client libraries say when the exchange cannot begin, or of an answer whose words are lost.
import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const exchange = knowledgeOf("client", { hop: 2, service: "client" });
const chain = "https://aka.ms/azsdk/identity/defaultazurecredential/troubleshoot";

/** Authorities that cannot be resolved, tenants that are not allowed, assertions that are empty. */
export const clientExchangeKnowledge: readonly Knowledge[] = [
  exchange("invalid-client", {
    service: "entra",
    code: "invalid_client",
    weight: "outcome",
    title: "the client was not authenticated",
    meaning:
      "Microsoft Entra's token service did not accept what the client proved itself with; the AADSTS number that says why is not in the text.",
    when: ["invalid_client", "unauthorized_client"],
    unless: ["AADSTS", "error_codes"],
    spellings: ["unauthorized_client"],
    causes: [
      [
        "credential",
        "the assertion, secret or certificate is not accepted",
        "Find the whole error_description: its AADSTS number says which; then tegata explain it.",
      ],
      [
        "application",
        "the application is not known in the directory, or disabled",
        "Compare client id and tenant id with the application's overview page.",
      ],
    ],
    links: ["https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response"],
  }),
  exchange("refused-unread", {
    service: "entra",
    weight: "outcome",
    title: "the token service refused; its reason was not read",
    meaning:
      "Microsoft Entra's token service refused the exchange, and the client library kept only the status of its answer.",
    when: [
      "The request to the authority host was invalid",
      ["Server returned HTTP response code: 40", "/oauth2/v2.0/token"],
      ["login.microsoftonline.com", "/token", "failed with 400 Bad Request"],
      ["login.microsoftonline.com", "/token", "failed with 401 Unauthorized"],
      ["autorest#WithErrorUnlessStatusCode: POST", "/oauth2/"],
    ],
    unless: ["AADSTS", "error_codes", "error_description"],
    causes: [
      [
        "tenant",
        "the tenant or the cloud in the URL is not the application's: a client id in its place, or another cloud's host",
        "Look at the URL in the text: behind the host the resource directory's tenant id must stand.",
      ],
      [
        "credential",
        "no federated identity credential of the application fits the token",
        "Take the same step by hand, which shows the number: tegata token, or az login --service-principal --federated-token.",
      ],
    ],
    links: ["https://learn.microsoft.com/entra/identity-platform/reference-error-codes"],
  }),
  exchange("authority", {
    code: "endpoints_resolution_error",
    title: "the token service's endpoints could not be read",
    meaning: "The client could not read the authority's discovery document, or does not accept what it says.",
    when: [
      "endpoints_resolution_error",
      "openid_config_error",
      "Unable to get authority configuration for",
      "Endpoints cannot be resolved",
      "Authority validation failed",
      "Failed to resolve the OpenID configuration",
    ],
    causes: [
      [
        "network",
        "the authority cannot be reached, or a proxy answers for it",
        "Open https://login.microsoftonline.com/<tenant>/v2.0/.well-known/openid-configuration from the same host.",
      ],
      ["tenant", "a tenant that does not exist", "Check the tenant id."],
      [
        "certificate",
        "a certificate authority that the process does not trust (a proxy, an emulator)",
        "Name it in NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE or the system's store.",
      ],
      [
        "host",
        "an authority host that is not Microsoft's",
        "Set disableInstanceDiscovery, and correct AZURE_AUTHORITY_HOST.",
      ],
    ],
    links: [chain],
  }),
  exchange("other-tenant", {
    code: "AdditionallyAllowedTenants",
    title: "the client may not ask for a token of this tenant",
    meaning:
      "The resource named another directory than the credential was made for, and the credential's settings forbid it.",
    when: [
      "not configured to allow acquiring tokens for tenant",
      "is not configured to acquire tokens for tenant",
      "isn't configured to acquire tokens for tenant",
      "AdditionallyAllowedTenants",
      "additionallyAllowedTenants",
      "additionally_allowed_tenants",
    ],
    causes: [
      [
        "storage-elsewhere",
        "the resource is in another directory than tenantId",
        "Set the credential's tenantId to the resource's directory.",
      ],
      ["allow", "several directories are meant", "Name them in additionallyAllowedTenants."],
    ],
    links: ["https://aka.ms/azsdk/identity/multi-tenant"],
  }),
  exchange("empty-assertion", {
    code: "client_assertion",
    title: "the assertion is empty or unreadable",
    meaning: "The federated token that was to be exchanged is empty or not a token.",
    when: [
      "The client assertion is empty",
      "client assertion cannot be empty",
      "Assertion is empty",
      "client_assertion_required",
      "federated token is empty",
      "ID Token is empty",
      "invalid_client_assertion",
      "client_credential must be a string",
    ],
    causes: [["no-hop-1", "the step before gave no token", "Look at the identity token first: tegata token."]],
    links: ["https://learn.microsoft.com/entra/workload-id/workload-identity-federation"],
  }),
  exchange("no-oidc-token", {
    code: "ARM_OIDC_TOKEN",
    hop: 1,
    title: "the tool has no token to exchange",
    meaning:
      "The tool was told to sign in with a federated token and was given neither the token nor a way to get one.",
    when: [
      "no token and/or request URL were configured",
      ["useOidc", "no token"],
      ["use_oidc", "oidc_token"],
      ["ARM_USE_OIDC", "ARM_OIDC_TOKEN", "not"],
      "AZURE_OIDC_TOKEN must be set",
      "could not configure OIDC Authorizer",
      "could not configure GitHubOIDC Authorizer",
    ],
    unless: ["AADSTS", "error_codes"],
    causes: [
      [
        "variables",
        "in a pipeline: neither ARM_OIDC_TOKEN nor ARM_OIDC_REQUEST_URL with ARM_OIDC_REQUEST_TOKEN is set",
        "Give the step the pipeline's token (Azure DevOps: addSpnToEnvironment and idToken), or the request URL and token.",
      ],
      [
        "permission",
        "in GitHub Actions: the job lacks permissions: id-token: write",
        "Add to the workflow or the job: permissions: { id-token: write, contents: read }.",
      ],
    ],
    links: ["https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc"],
  }),
  exchange("terraform-no-auth", {
    code: "azurerm",
    hop: 1,
    title: "Terraform has no way to sign in",
    meaning: "The provider was configured with none of its ways to authenticate, or with a way that is not there.",
    when: [
      "building AzureRM Client: obtain subscription",
      "Error building AzureRM Client",
      "unable to build authorizer for Resource Manager API",
      "could not configure AzureCli Authorizer",
      "Authenticating using the Azure CLI is only supported as a User",
      "could not configure Authorizer",
      "building account: unable to configure ResourceManagerAccount",
      "no Authorizer could be configured",
      "please ensure you have installed Azure CLI version",
    ],
    weight: "outcome",
    causes: [
      [
        "not-configured",
        "use_oidc, use_msi or use_cli is not set, or the variables are missing",
        "Set ARM_USE_OIDC=true with ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID (in a pipeline), or ARM_USE_MSI=true (on a host).",
      ],
      [
        "cli",
        "the Azure CLI's session is missing, has expired or belongs to a service principal",
        "az login, or another way of the provider.",
      ],
    ],
    links: ["https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc"],
  }),
];
