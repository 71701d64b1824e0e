import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const imds = knowledgeOf("imds", { hop: 1, service: "imds" });
const troubleshooting =
  "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq";
const vmToken = "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token";

const assign =
  "Assign the identity to this very host: az vm identity assign --identities <resource id> (or the host's own command).";
const selector =
  "Pass the client id of the user-assigned identity (AZURE_CLIENT_ID, managedIdentityClientId), not the application's.";

/** A virtual machine's identity endpoint, and what stands in for it on other hosts. */
export const managedIdentityKnowledge: readonly Knowledge[] = [
  imds("identity-not-found", {
    code: "Identity not found",
    title: "the host does not have this managed identity",
    meaning:
      "The host's identity endpoint was reached, but the identity that was asked for is not assigned to the host.",
    when: [
      "Identity not found",
      ["The requested identity has not been assigned to this resource"],
      "the requested identity isn't assigned to this resource",
      "The managed identity endpoint is indicating there's no available identity",
      "Identity not assigned to VM",
      ["failed to refresh token", "Identity not found"],
      "Couldn't acquire access token from IMDS",
    ],
    unless: ["No MSI found"],
    causes: [
      ["not-assigned", "the identity is not assigned to this host, or was assigned a moment ago", assign],
      ["wrong-selector", "the application's client id was passed where the identity's belongs", selector],
      [
        "recreated",
        "the identity was deleted and made again: it has another client id now",
        "Read the identity's present client id and put it into the host's settings.",
      ],
      ["system-assigned", "no client id was passed and the host has no system-assigned identity", selector],
    ],
    links: [vmToken, troubleshooting],
  }),
  imds("no-identity-on-vm", {
    code: "No MSI found",
    title: "no managed identity on this host",
    meaning: "The identity endpoint knows no managed identity of this host at all.",
    when: [
      "No MSI found for specified ClientId",
      "No MSI found",
      "no managed service identity is associated",
      "No user assigned managed identity found",
    ],
    unless: ["ClientId/ResourceId"],
    causes: [
      ["not-assigned", "no identity is assigned to the host, or not this one", assign],
      ["wrong-selector", "a client id, object id or resource id of another identity", selector],
    ],
    links: [vmToken],
  }),
  imds("several-identities", {
    code: "Multiple user assigned identities exist",
    title: "several identities on the host, none named",
    meaning: "The host has more than one user-assigned identity, so the request has to say which one.",
    when: [
      "Multiple user assigned identities exist",
      "please specify the clientId / resourceId of the identity in the token request",
    ],
    causes: [["no-selector", "no client id was passed, and there is no single default", selector]],
    links: [vmToken],
  }),
  imds("no-metadata-header", {
    code: "bad_request_102",
    title: "Metadata header missing",
    meaning:
      "The identity endpoint answers only requests with the header Metadata: true, as a guard against forwarded requests.",
    when: ["Required metadata header not specified", "bad_request_102"],
    causes: [
      ["by-hand", "a request by hand without the header", "Send the header Metadata: true."],
      ["proxy", "a proxy between the program and 169.254.169.254", "Put 169.254.169.254 into NO_PROXY."],
    ],
    links: [vmToken],
  }),
  imds("throttled", {
    code: "429",
    title: "identity endpoint throttled",
    meaning: "The host's identity endpoint was asked too often; it serves about twenty requests a second.",
    when: [
      ["169.254.169.254", "429"],
      ["ManagedIdentityCredential", "429 Too Many Requests"],
      ["IMDS", "Too many requests"],
      ["managed identity", "429", "throttl"],
      ["MSI", "StatusCode=429"],
      ["GetMSIToken", "429"],
      ["metadata/identity/oauth2/token", "429"],
    ],
    causes: [
      [
        "no-cache",
        "every request or every process asks for a token of its own",
        "Keep one credential object for the life of the process; tokens are valid for up to 24 hours.",
      ],
      ["start-up", "many processes start at once", "Spread the start, or share the token; retry with growing pauses."],
    ],
    links: [vmToken],
  }),
  imds("updating", {
    code: "410",
    title: "identity endpoint being updated",
    meaning: "The identity endpoint is being updated; it answers again within 70 seconds.",
    when: [
      ["169.254.169.254", "status code 410"],
      ["IMDS", "410 Gone"],
      ["managed identity", "410 Gone"],
      ["ManagedIdentityCredential", "410 Gone"],
    ],
    causes: [["update", "the platform is updating the endpoint", "Retry for at least 70 seconds."]],
    links: [vmToken],
  }),
  imds("failing", {
    code: "500",
    title: "identity endpoint fails",
    meaning: "The host's identity endpoint was reached and failed itself.",
    when: [
      ["ManagedIdentityCredential authentication failed", "Status: 500"],
      ["169.254.169.254", "StatusCode=500"],
      ["169.254.169.254", "unexpected status 500"],
      ["ManagedIdentityCredential", "Failed to retrieve a token from the metadata", "500"],
      "failed to acquire token due to server error, status: 500",
      ["IMDS", "InternalServerError"],
      ["unknown_error", "Failed to acquire tokens after"],
      ["169.254.169.254", "502 Bad Gateway"],
    ],
    unless: ["X-CORRELATION-ID", "Kestrel", "fetching the AAD Token", "msi/token"],
    causes: [
      ["new", "the identity was assigned a moment ago", "Wait some minutes and retry with growing pauses."],
      ["passing", "a passing fault of the host's platform", "Retry; restart or redeploy the host when it stays."],
    ],
    links: [vmToken],
  }),
  imds("wrong-resource", {
    code: "invalid_resource",
    title: "identity endpoint does not know the resource",
    meaning: "The resource in the request for an identity token is empty or not a known audience.",
    when: [
      ["metadata/identity", "invalid_resource"],
      ["ManagedIdentityCredential", "invalid_resource"],
      ["managed identity", "invalid_resource"],
      ["IMDS", "invalid_resource"],
    ],
    unless: ["AADSTS"],
    causes: [
      [
        "misspelt",
        "a misspelt audience, or a scope of several",
        "Ask for api://AzureADTokenExchange (for the exchange) or the resource's identifier, one at a time.",
      ],
    ],
    links: [vmToken],
  }),
  imds("unavailable", {
    code: "CredentialUnavailableError",
    weight: "outcome",
    title: "no managed identity endpoint answers here",
    meaning:
      "Nothing answered as a managed identity endpoint: the program does not run on an Azure host with an identity, or cannot reach its endpoint.",
    when: [
      "no response from the IMDS endpoint",
      ["ManagedIdentityCredential", "network_error"],
      ["ManagedIdentityCredential", "Network unreachable"],
      "No managed identity endpoint found",
      "Failed to retrieve IMDS token after",
      "No response received from the managed identity endpoint",
      ["ManagedIdentityCredential", "unavailable"],
      "The managed identity endpoint was not found",
      "the managed identity endpoint is not available",
      ["169.254.169.254", "ECONNREFUSED"],
      ["169.254.169.254", "EHOSTUNREACH"],
      ["169.254.169.254", "No route to host"],
      "Failed to connect to 169.254.169.254",
      ["169.254.169.254", "context deadline exceeded"],
      ["169.254.169.254", "timed out"],
      ["169.254.169.254", "Network is unreachable"],
      ["169.254.169.254", "ETIMEDOUT"],
      ["169.254.169.254", "host is down"],
      ["169.254.169.254", "unreachable network"],
      ["169.254.169.254", "Connection refused"],
      ["169.254.169.254", "unreachable host"],
      ["169.254.169.254", "i/o timeout"],
      ["169.254.169.254", "giving up after"],
      ["ManagedIdentityCredential authentication failed", "Connection reset"],
      "All Managed Identity sources are unavailable",
      "managed identity timed out",
      "Managed Identity response was not in the expected format",
      "ManagedIdentityCredential authentication unavailable",
      "Failed to connect to MSI. Please make sure MSI is configured correctly",
      "MSI: Failed to acquire tokens after",
      "MSI endpoint is not responding",
      "managed_identity_unreachable_network",
      "Managed Identity authentication is not available",
      "identity unavailable: IMDS",
      "ImdsCredential: Timeout",
    ],
    causes: [
      ["no-identity", "the host has no managed identity", "Assign the user-assigned identity to the host."],
      [
        "not-azure",
        "the program does not run on an Azure host (a laptop, a CI runner, another cloud)",
        "There, sign in another way: az login on a laptop, a federated token in a pipeline; or use the emulator: tegata exec.",
      ],
      [
        "blocked",
        "the endpoint cannot be reached: a proxy, a network policy, a container without the host's network",
        "Let 169.254.169.254 be reached directly (NO_PROXY, network policies).",
      ],
    ],
    links: [troubleshooting, "https://aka.ms/azsdk/identity/defaultazurecredential/troubleshoot"],
  }),
  imds("refused", {
    code: null,
    weight: "outcome",
    title: "the identity endpoint refused the request",
    meaning:
      "Something answered as the host's identity endpoint and gave no token; why stands in its answer, if at all.",
    when: [
      ["ManagedIdentityCredential authentication failed", "Service request failed"],
      ["failed to refresh token", "adal: Refresh request failed"],
    ],
    unless: ["AADSTS"],
    causes: [
      ["not-assigned", "the identity is not assigned to this host or pod, or was a moment ago", assign],
      ["wrong-selector", "the client id of another identity, or the application's", selector],
    ],
    links: [vmToken, troubleshooting],
  }),
  imds("no-user-assigned", {
    code: "400",
    title: "this endpoint gives the host's own identity only",
    meaning:
      "The endpoint was asked for a user-assigned identity by its id, and this kind of host or account has none.",
    when: [
      "User assigned identity is currently not supported",
      "clientID must not be passed in request",
      "user-assigned managed identity is not supported by",
      "User assigned identity is not supported by",
      "user-assigned identities are not supported",
    ],
    causes: [
      [
        "not-enabled",
        "an Automation account or Arc machine without a user-assigned identity, or whose kind has none",
        "Assign the identity to the account itself (Automation: Identity, User assigned), or ask without a client id. Only a user-assigned identity can be trusted by an application.",
      ],
    ],
    links: [troubleshooting],
  }),
  imds("not-found", {
    code: "404",
    title: "identity endpoint: not found",
    meaning:
      "Something answered 404 in place of the identity endpoint: no identity is known to it, or it is another service at that address.",
    when: [
      ["ManagedIdentityCredential", "Status code: 404"],
      ["169.254.169.254", "404 Not Found"],
      ["169.254.169.254", "StatusCode=404"],
      ["metadata/identity/oauth2/token", "404"],
      ["no azure identity found for request clientID"],
      ["no AzureAssignedIdentity found"],
    ],
    causes: [
      ["not-assigned", "no identity is assigned to the host or the pod", assign],
      [
        "not-imds",
        "another service answers at 169.254.169.254 (a proxy, another cloud, pod identity's NMI)",
        "Check what answers there: curl -H Metadata:true 'http://169.254.169.254/metadata/instance?api-version=2021-02-01'.",
      ],
    ],
    links: [vmToken],
  }),
];
