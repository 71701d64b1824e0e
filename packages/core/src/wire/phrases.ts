import type { Provenance } from "../provenance.ts";
import { inferred, recorded } from "../provenance.ts";

/** A text of Microsoft's services that a client looks for in an answer, to the letter. */
export interface ClientPhrase {
  readonly text: string;
  /** The field or body in which it is looked for. */
  readonly foundIn: string;
  readonly client: string;
  /** What the client does when it finds the text. */
  readonly effect: string;
  readonly provenance: Provenance;
}

function phrase(
  text: string,
  foundIn: string,
  about: Pick<ClientPhrase, "client" | "effect" | "provenance">,
): ClientPhrase {
  return { text, foundIn, ...about };
}

const msalNet =
  "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/blob/39d200113f6e26d06d12a7025c0dc49d66096048/src/client/Microsoft.Identity.Client";
const azureCli = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli-core/azure/cli/core/auth/util.py";
const msalJs = "https://github.com/AzureAD/microsoft-authentication-library-for-js";
const azureCliRole = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/role";

/**
 * Every text that a client is known to match on. All else that the services say is our own wording, so nothing else
 * may be relied on.
 */
export const clientPhrases: Readonly<
  Record<
    | "invalidInstance"
    | "invalidGrant"
    | "invalidClient"
    | "messageOnly"
    | "codeInText"
    | "wrongSecret"
    | "missingParameter"
    | "signatureFailed"
    | "identityNotFound"
    | "unreachable"
    | "noApplication"
    | "localTenant"
    | "assignmentExists"
    | "storageResource",
    ClientPhrase
  >
> = {
  invalidInstance: phrase("invalid_instance", "error of instance discovery", {
    client: "msal (JS), MSAL.NET, MSAL Python",
    effect: "gives up on the authority; any other error falls back on it",
    provenance: recorded(`tried with msal-node 5 to 7; ${msalJs}`),
  }),
  invalidGrant: phrase("invalid_grant", "error of the token endpoint", {
    client: "MSAL.NET",
    effect: "throws MsalUiRequiredException, with claims MsalClaimsChallengeException",
    provenance: recorded(`${msalNet}/MsalServiceExceptionFactory.cs`),
  }),
  invalidClient: phrase("invalid_client", "error of the token endpoint", {
    client: "MSAL.NET",
    effect: "puts a sentence about the configuration before the message",
    provenance: recorded(`${msalNet}/MsalServiceExceptionFactory.cs`),
  }),
  messageOnly: phrase("message_only", "suberror of the token endpoint", {
    client: "msal (JS)",
    effect: "makes an InteractionRequiredAuthError of it",
    provenance: recorded(`tried with msal-node 5 to 7; ${msalJs}`),
  }),
  codeInText: phrase("AADSTS", "error_description, before the number that error_codes holds", {
    client: "@azure/identity, MSAL.NET, Microsoft.Identity.Web, users' own code",
    effect: "the number is read out of the text",
    provenance: recorded(
      "https://github.com/AzureAD/microsoft-identity-web/blob/dfeab82385cb68f34fa5618d190ef29fada787ec/src/Microsoft.Identity.Web.TokenAcquisition/Constants.cs",
    ),
  }),
  wrongSecret: phrase("7000215", "error_codes", {
    client: "Azure CLI",
    effect: "adds how a client secret is passed",
    provenance: recorded(azureCli),
  }),
  missingParameter: phrase("900144", "error_codes", {
    client: "MSAL.NET",
    effect: "takes the authority for one that is no OpenID Connect authority of Microsoft's",
    provenance: recorded(`${msalNet}/MsalServiceExceptionFactory.cs`),
  }),
  signatureFailed: phrase("700027", "error_description", {
    client: "Microsoft.Identity.Web",
    effect: "loads the certificate again and tries once more, as for 700024",
    provenance: recorded(
      "https://github.com/AzureAD/microsoft-identity-web/blob/dfeab82385cb68f34fa5618d190ef29fada787ec/src/Microsoft.Identity.Web.TokenAcquisition/Constants.cs",
    ),
  }),
  identityNotFound: phrase("Identity not found", "error_description of IMDS", {
    client: "Azure.Identity (.NET)",
    effect: "takes a 400 with it for: no managed identity here",
    provenance: recorded("https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/identity/Azure.Identity/src"),
  }),
  unreachable: phrase("unreachable", "a 403 of IMDS", {
    client: "@azure/identity",
    effect: "takes it for a container host's proxy, not for IMDS: so no answer of ours may hold it",
    provenance: recorded(
      "https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/identity/identity/src/credentials/managedIdentityCredential",
    ),
  }),
  noApplication: phrase("does not reference a valid application object", "message of Graph", {
    client: "Terraform azuread, Azure CLI (does not reference)",
    effect: "waits for replication and tries again",
    provenance: recorded(
      "https://github.com/hashicorp/terraform-provider-azuread/blob/f0169e0ecec4a7f87c0a512fd989368a182306c1/internal/services/serviceprincipals/service_principal_resource.go",
    ),
  }),
  localTenant: phrase("must in the local tenant", "message of Graph", {
    client: "Terraform azuread, Azure CLI",
    effect: "waits for replication and tries again",
    provenance: recorded(azureCliRole),
  }),
  assignmentExists: phrase("RoleAssignmentExists", "error.code of Resource Manager", {
    client: "Azure CLI",
    effect: "takes a 409 with it for success",
    provenance: recorded(azureCliRole),
  }),
  storageResource: phrase("resource_id=https://storage.azure.com", "WWW-Authenticate of Storage", {
    client: "@azure/storage-blob, Azure.Storage (.NET)",
    effect: "asks for a token of that resource, in the tenant of authorization_uri",
    provenance: inferred("read in the JS client's source; the .NET one documents the same discovery of the tenant"),
  }),
};
