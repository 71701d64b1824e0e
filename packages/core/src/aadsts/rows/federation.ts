import { inferred, recorded } from "../../provenance.ts";
import type { AadstsRow } from "../row.ts";
import { federationNeighbours, thirdParties } from "./sources.ts";

/** The assertion against the federated identity credentials of the application. */
export const federationRows: readonly AadstsRow[] = [
  {
    code: 70025,
    status: 401,
    error: "invalid_client",
    title: "no federated identity credential",
    template: "The client '{name}' has no configured federated identity credentials.",
    causes: [
      "the application never had one, or it was deleted",
      "the credential is on another application",
      "a credential made minutes ago",
    ],
    fixes: [
      "Add a federated identity credential to the application in the home directory.",
      "Compare the client id of the request with the application that has the credential.",
      "Wait some minutes: a new credential takes a while to reach every token server.",
    ],
    provenance: inferred("the wording was seen often in issue threads, the raw answer was not"),
  },
  {
    code: 70021,
    status: 401,
    error: "invalid_client",
    title: "no matching federated identity credential",
    template:
      "No matching federated identity record found for presented assertion. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Assertion Audience: '{audience}'.",
    causes: ["issuer, subject or audience differ", "a credential made minutes ago"],
    fixes: [
      "Compare the three values with the credential, to the letter.",
      "Wait some minutes and try again, with pauses: each failed attempt can prolong what is remembered.",
    ],
    hasErrorUri: true,
    provenance: recorded("https://github.com/external-secrets/external-secrets/issues/2783"),
  },
  {
    code: 700211,
    status: 401,
    error: "invalid_client",
    title: "issuer matches no credential",
    template:
      "No matching federated identity record found for presented assertion issuer '{issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    causes: [
      "a slash too many or too few",
      "the v1 issuer (sts.windows.net) where the v2 one belongs",
      "another directory's issuer",
    ],
    fixes: [
      "Set the credential's issuer to the token's iss.",
      "Use the issuer https://login.microsoftonline.com/{tenant}/v2.0 in the credential.",
      "Name the issuer of the directory, cluster or organisation that the token really comes from.",
    ],
    provenance: federationNeighbours,
  },
  {
    code: 7002121,
    status: 401,
    error: "invalid_client",
    title: "audience matches no credential",
    template:
      "No matching federated identity record found for presented assertion audience '{audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    causes: [
      "the workload asked for a token of another resource, Resource Manager for instance",
      "another cloud's exchange audience",
    ],
    fixes: [
      "Ask the managed identity for api://AzureADTokenExchange.",
      "Use the exchange audience of the cloud on both sides.",
    ],
    provenance: federationNeighbours,
  },
  {
    code: 700213,
    status: 401,
    error: "invalid_client",
    title: "subject matches no credential",
    template:
      "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    causes: [
      "the managed identity's client id where its principal id belongs",
      "the identity was deleted and made again",
    ],
    fixes: [
      "Set the credential's subject to the identity's principal (object) id.",
      "Set the credential's subject to the principal id that the identity has now.",
    ],
    provenance: recorded("https://github.com/Azure/login/issues/461"),
  },
  {
    code: 7002138,
    status: 401,
    error: "invalid_client",
    title: "subject differs only in case",
    template:
      "No matching federated identity record found for presented assertion subject '{subject}'. The subject matches a credential when case is ignored, but matching is case-sensitive. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    causes: ["a principal id typed in upper case"],
    fixes: ["Write the subject as the token has it."],
    provenance: inferred(
      "https://github.com/Azure/login/issues/517 has the code and the sentence; the status is its neighbours'",
    ),
  },
  {
    code: 700214,
    status: 401,
    error: "invalid_client",
    title: "credential names the wrong audience",
    template:
      "The audience '{audience}' of the federated identity credential is not allowed: for tokens issued by Microsoft Entra it must be the token exchange audience of the cloud.",
    causes: ["the GUID of the token's aud was put into the credential"],
    fixes: ["Set the credential's audience to api://AzureADTokenExchange."],
    provenance: inferred("the code was seen in third-party text only; the wording is ours"),
  },
  {
    code: 700222,
    status: 401,
    error: "invalid_client",
    title: "Entra-issued token not allowed",
    template: "AAD-issued tokens may not be used for federated identity flows.",
    causes: ["a system-assigned managed identity", "an Entra token where managed identities cannot be trusted"],
    fixes: [
      "Use a user-assigned managed identity.",
      "Trust a user-assigned managed identity of the application's own directory.",
    ],
    provenance: recorded("https://github.com/MicrosoftDocs/azure-docs/issues/116459"),
  },
  {
    code: 700226,
    status: 401,
    error: "invalid_client",
    title: "not a managed identity's token",
    template: "Only MSI tokens may be used as Federated Identity Credentials for AAD issuer.",
    causes: ["an application's own token was presented"],
    fixes: ["Present a token of a user-assigned managed identity."],
    provenance: federationNeighbours,
  },
  {
    code: 700227,
    status: 401,
    error: "invalid_client",
    title: "token was issued for something else",
    template: "Forbidden token audience.",
    causes: ["the credential follows the v1 issuer (sts.windows.net) and a token of another resource"],
    fixes: ["Use the v2 issuer, and a token for api://AzureADTokenExchange."],
    provenance: federationNeighbours,
  },
  {
    code: 700229,
    status: 401,
    error: "invalid_client",
    title: "a user's token",
    template:
      "Forbidden token type. Only app-only tokens may be used as Federated Identity Credentials for AAD issuer.",
    causes: ["a signed-in user's token was presented"],
    fixes: ["Present a token of a managed identity."],
    provenance: inferred(
      "https://github.com/MicrosoftDocs/azure-docs/issues/109083 has the message; the status is its neighbours'",
    ),
  },
  {
    code: 700231,
    status: 401,
    error: "invalid_client",
    title: "federated twice",
    template:
      "Token obtained using another federated identity credential may not be used as federated identity credential.",
    causes: ["AKS workload identity in front of a managed identity"],
    fixes: ["Let the application trust the cluster's issuer directly."],
    provenance: inferred(
      "https://github.com/Azure/azure-workload-identity/issues/1363 has the message; the status is its neighbours'",
    ),
  },
  {
    code: 700236,
    status: 401,
    error: "invalid_client",
    title: "application registered in another directory than the identity",
    template:
      "Entra ID tokens issued by issuer '{issuer}' may not be used for federated identity credential flows for applications or managed identities registered in this tenant.",
    causes: ["the application was registered in the resource directory", "the identity lives in a third directory"],
    fixes: [
      "Register the application, as multi-tenant, in the directory of the managed identity.",
      "Use a managed identity of the directory in which the application is registered.",
    ],
    provenance: federationNeighbours,
  },
  {
    code: 7002131,
    status: 401,
    error: "invalid_client",
    title: "subject matches no credential and no expression",
    template:
      "No matching federated identity record found for presented assertion subject '{subject}' or no federated identity credential expression matches it. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    causes: ["a flexible credential whose pattern does not cover this branch, tag or environment"],
    fixes: ["Compare the token's sub with the credential's expression."],
    provenance: inferred(
      "logs of GitHub workflows quote code and text often; status and error string are those of 700213",
    ),
  },
  {
    code: 700233,
    status: 401,
    error: "invalid_client",
    title: "expression does not parse",
    template: "The expression of the federated identity credential cannot be parsed: {expression}",
    causes: ["a claim without claims['…'], double quotes, more than one blank"],
    fixes: ["Write claims['sub'] matches '…'."],
    provenance: federationNeighbours,
  },
  {
    code: 700235,
    status: 401,
    error: "invalid_client",
    title: "expression asks for something not supported",
    template:
      "The expression of the federated identity credential uses a claim or operator that is not supported for the issuer '{issuer}'.",
    causes: ["another operator than eq and matches", "a claim that may not be looked up for that issuer"],
    fixes: ["Look up sub, or for GitHub job_workflow_ref.", "Use eq or matches on such a claim."],
    provenance: federationNeighbours,
  },
  {
    code: 7002241,
    status: 401,
    error: "invalid_client",
    title: "expressions not allowed for the issuer",
    template: "Federated identity credentials of the issuer '{issuer}' may not use matching expressions.",
    causes: ["a flexible credential for another issuer than GitHub, GitLab or Terraform Cloud"],
    fixes: ["Give the credential a subject in place of the expression."],
    provenance: thirdParties,
  },
  {
    code: 7002137,
    status: 401,
    error: "invalid_client",
    title: "identity path matches no credential",
    template: "No matching federated identity record found for the identity path of the presented assertion.",
    causes: ["a federated managed identity (FMI) path that no credential names"],
    fixes: ["Compare the path with the credential."],
    provenance: recorded("https://github.com/microsoft/Agents/issues/202"),
  },
  {
    code: 7000226,
    status: 401,
    error: "invalid_client",
    title: "no federated identity credential policy",
    template: "No federated identity credential policy found on application ({clientId}).",
    causes: ["the credential is on another application"],
    fixes: ["Add a federated identity credential to the application in the home directory."],
    provenance: thirdParties,
  },
  {
    code: 7002206,
    status: 401,
    error: "invalid_client",
    title: "exchange audience of another cloud",
    template: "Token audience must match the cloud-specific AAD Token Exchange URI.",
    causes: ["api://AzureADTokenExchange in a national cloud, or its national form in the public one"],
    fixes: ["Ask for the exchange audience of the cloud."],
    provenance: inferred(
      "a client library's guide names the code (https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/blob/39d200113f6e26d06d12a7025c0dc49d66096048/.github/skills/msal-shared/credential-setup/federated-identity-credentials.md); the status is its neighbours'",
    ),
  },
  {
    code: 700263,
    status: 401,
    error: "invalid_client",
    title: "two credentials for one subject",
    template: "Only one federated identity credential may name a subject.",
    causes: ["credentials with the v1 and the v2 issuer for the same identity"],
    fixes: ["Keep the one with the v2 issuer."],
    provenance: inferred("one third-party report; not verified"),
  },
];
