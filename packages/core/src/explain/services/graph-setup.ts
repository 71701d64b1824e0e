import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";
import { configuring } from "./graph-words.ts";

const setup = knowledgeOf("graph-setup", { hop: "setup", service: "graph" });
const errors = "https://learn.microsoft.com/graph/errors";
const considerations = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";

/** Microsoft Graph while the chain is being configured. */
export const graphSetupKnowledge: readonly Knowledge[] = [
  setup("foreign-application", {
    code: "Authorization_RequestDenied",
    title: "no right to add another directory's application",
    meaning:
      "A service principal for an application of another directory may only be made by an administrator of this one.",
    when: [
      "the backing application of the service principal being created must in the local tenant",
      "must in the local tenant",
    ],
    causes: [
      [
        "no-role",
        "the caller is no Cloud Application Administrator or Application Administrator here (app-only: has Application.ReadWrite.OwnedBy only)",
        "Let such an administrator of the resource directory run: az ad sp create --id <application id>.",
      ],
      ["replication", "within one directory: the application was made seconds ago", "Wait and try again."],
    ],
    links: [
      "https://github.com/Azure/azure-cli/issues/28009",
      "https://learn.microsoft.com/graph/api/serviceprincipal-upsert",
    ],
  }),
  setup("url", {
    code: "BadRequest",
    title: "the URL names no object",
    meaning: "Graph got a URL in which the object's id is missing or is no id.",
    when: [
      ["The request URI is not valid", "refers to a collection"],
      ["Since the segment", "refers to a collection"],
    ],
    causes: [
      [
        "empty",
        "a variable in the URL is empty, or stands in single quotes, in which the shell leaves it as it is",
        "Print the URL before it is sent, and write it in double quotes.",
      ],
      ["client-id", "a client id where the object id belongs", "Write applications(appId='<client id>') in the path."],
    ],
    links: [errors],
  }),
  setup("no-application", {
    code: "Request_BadRequest",
    title: "the application does not exist, or not yet",
    meaning: "Graph does not know the application id that a service principal was to be made for.",
    when: ["does not reference a valid application object", "The appId of the service principal does not reference"],
    causes: [
      ["replication", "the application was made seconds ago", "Wait half a minute and try again."],
      [
        "single-tenant",
        "the application is single-tenant and belongs to another directory",
        "Make it multi-tenant: signInAudience AzureADMultipleOrgs.",
      ],
      ["typing", "a misspelt application id, or an object id", "Use the application (client) id."],
    ],
    links: [errors],
  }),
  setup("principal-exists", {
    code: "Request_MultipleObjectsWithSameKeyValue",
    weight: "noise",
    title: "exists already",
    meaning: "An object with this key exists already; for a service principal that is what was wanted.",
    when: [
      "Request_MultipleObjectsWithSameKeyValue",
      "Another object with the same value for property",
      "is already in use",
      "The service principal cannot be created, updated, or restored because the service principal name",
    ],
    causes: [["exists", "it was made before", "Use what is there: az ad sp show --id <application id>."]],
    links: [errors],
  }),
  setup("credential-exists", {
    code: "Request_MultipleObjectsWithSameKeyValue",
    spellings: ["InvalidFederatedIdentityCredentialValue", "Request_BadRequest", "Conflict", "BadRequest"],
    title: "such a federated identity credential exists",
    meaning: "The application already has a credential of this name, or one with the same issuer and subject.",
    when: [
      "FederatedIdentityCredential with name",
      ["FederatedIdentityCredential", "already exists"],
      ["federated identity credential", "already exists"],
      ["issuer and subject combination already exists"],
      ["combination of 'issuer' and 'subject'"],
      "issuer and subject must be unique",
      ["Issuer and subject combination", "already exists"],
    ],
    causes: [
      [
        "same-pair",
        "a credential under another name has the same issuer and subject",
        "Change or remove that one: az ad app federated-credential list --id <application id>.",
      ],
      ["same-name", "it was made before", "Update it in place of making it."],
    ],
    links: [considerations],
  }),
  setup("too-many-credentials", {
    code: "Request_BadRequest",
    title: "twenty federated identity credentials at most",
    meaning: "An application, and a managed identity, can hold twenty federated identity credentials.",
    when: [
      ["federated identity credentials", "limit"],
      ["FederatedIdentityCredentials", "maximum"],
      "maximum number of federated identity credentials",
      ["number of federated", "exceed"],
      ["Directory_QuotaExceeded", "federated"],
      "too many federated identity credentials",
      ["federated identity credentials", "more than 20"],
      ["FederatedIdentityCredentials", "20"],
      "the maximum allowed number of federated",
    ],
    causes: [
      ["unused", "credentials that nobody uses any more", "Remove them: az ad app federated-credential delete."],
      [
        "many-issuers",
        "many subjects of one issuer",
        "Use one flexible credential with an expression (GitHub, GitLab, Terraform Cloud), or a managed identity in between.",
      ],
    ],
    links: [considerations],
  }),
  setup("bad-credential", {
    code: "Request_BadRequest",
    title: "the federated identity credential is not valid",
    meaning: "Graph refuses the credential's issuer, subject, audience or name.",
    when: [
      ["federatedIdentityCredentials", "Request_BadRequest"],
      ["federated", "audiences", "must contain"],
      ["federatedIdentityCredential", "Invalid value"],
      ["federated", "issuer", "must be a valid"],
      "Federated Identity Credential name",
    ],
    causes: [
      [
        "form",
        "an issuer that is no https URL, more than one audience, a name with blanks",
        "One audience, an https issuer, a name of 3 to 120 letters, digits, - and _.",
      ],
    ],
    links: [considerations],
  }),
  setup("bad-request", {
    code: "Request_BadRequest",
    title: "Graph refuses a value",
    meaning: "Graph understood the request and refuses one of its values.",
    when: ["Request_BadRequest"],
    unless: ["federated", "does not reference a valid application object"],
    causes: [
      [
        "value",
        "a property with a value that is not allowed; the message names it",
        "Correct the property that the message names.",
      ],
      ["replication", "an object that it refers to was made seconds ago", "Wait and try again."],
    ],
    links: [errors],
  }),
  setup("no-object-id", {
    code: "ad-object-id",
    title: "the caller may not look up the directory",
    meaning:
      "The tool wanted to look up a principal in the directory, and found nothing: usually because it may not read.",
    when: [
      "does not map to an AD object id",
      "Cannot find principal with display name",
      "Cannot find the user or service principal",
    ],
    causes: [
      [
        "no-read",
        "the caller may not read the directory",
        "Pass the object id itself (--assignee-object-id, -ObjectId) with its principal type: then nothing is looked up.",
      ],
      ["name", "a misspelt name, or an object of the other directory", "Compare it with the directory's overview."],
    ],
    links: [errors],
  }),
  setup("quota", {
    code: "Directory_QuotaExceeded",
    title: "directory quota exceeded",
    meaning: "The caller or the directory may not hold more objects.",
    when: ["Directory_QuotaExceeded", "directory object quota limit"],
    unless: ["federated"],
    causes: [
      [
        "owned",
        "a service principal owns 250 objects at most, soft-deleted ones count",
        "Delete permanently what is not used, or use another owner.",
      ],
    ],
    links: ["https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions"],
  }),
  setup("unauthorized-credential-policy", {
    code: "CredentialTypeNotAllowedAsPerAppPolicy",
    title: "secrets are forbidden here",
    meaning: "A policy of the directory forbids client secrets (or keys): the chain needs none.",
    when: [
      "CredentialTypeNotAllowedAsPerAppPolicy",
      "Credential type not allowed as per assigned policy",
      "CredentialLifetimeExceedsMaxValueAsPerAppPolicy",
      "Credential lifetime exceeds the max value allowed",
    ],
    causes: [
      ["policy", "an application management policy", "Use a federated identity credential in place of a secret."],
    ],
    links: ["https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy"],
  }),
  setup("denied", {
    code: "Authorization_RequestDenied",
    title: "no right to configure the directory",
    meaning:
      "Graph accepted the token, and the caller may not create or change applications or service principals here.",
    when: configuring.map((what): [string, string] => [what, "Insufficient privileges to complete the operation"]),
    unless: ["must in the local tenant"],
    causes: [
      [
        "no-role",
        "the caller is no Application Administrator or Cloud Application Administrator, nor the application's owner; Owner of a subscription gives no right here",
        "Let such an administrator do it, or have the role assigned; app-only: grant Application.ReadWrite.OwnedBy (of one's own) or Application.ReadWrite.All.",
      ],
      [
        "consent",
        "the application's Graph permission has not been consented to by an administrator",
        "Let an administrator consent.",
      ],
    ],
    links: [errors, "https://learn.microsoft.com/graph/permissions-reference"],
  }),
];
