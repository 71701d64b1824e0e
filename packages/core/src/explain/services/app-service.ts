import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";

const appService = knowledgeOf("app-service", { hop: 1, service: "appService" });
const overview = "https://learn.microsoft.com/azure/app-service/overview-managed-identity";
const assign =
  "Assign it: az webapp identity assign --identities <resource id> (az functionapp, az containerapp likewise), for the slot in question too.";
const selector =
  "Pass the client id of the user-assigned identity (AZURE_CLIENT_ID, managedIdentityClientId), not the application's.";

/** The identity endpoint of App Service, Functions and Container Apps. */
export const appServiceKnowledge: readonly Knowledge[] = [
  appService("no-identity", {
    code: "No User Assigned or Delegated Managed Identity found",
    spellings: ["No MSI found", "No Managed Identity found"],
    title: "the app does not have this managed identity",
    meaning: "The app's identity endpoint was reached, but the identity that was asked for is not assigned to the app.",
    when: [
      "No User Assigned or Delegated Managed Identity found",
      "No Managed Identity found for specified ClientId/ResourceId/PrincipalId",
      "No MSI found for specified ClientId/ResourceId",
      "No managed identity found for specified ClientId",
      ["Unable to load requested managed identity"],
      ["Unable to load the proper Managed Identity"],
      ["did not find any managed identity", "msi/token"],
    ],
    causes: [
      ["not-assigned", "the identity is not assigned to this app or this slot", assign],
      [
        "wrong-selector",
        "the application's client id was passed where the identity's belongs, or none where one is needed",
        selector,
      ],
      [
        "init-only",
        "in Container Apps the identity's lifecycle is None or Init, so the main container does not see it",
        "Set identitySettings[].lifecycle to All or Main.",
      ],
    ],
    links: [overview],
  }),
  appService("failing", {
    code: "500",
    title: "the app's identity endpoint fails",
    meaning: "The identity endpoint of the app answered 500: it could not get a token for the identity.",
    when: [
      "An unexpected error occured while fetching the AAD Token",
      ["ManagedIdentityCredential authentication failed", "Status: 500", "X-CORRELATION-ID"],
      ["ManagedIdentityCredential authentication failed", "Status: 500", "Kestrel"],
      ["msi/token", "500"],
      ["/msi/token", "InternalServerError"],
      ["AppServiceManagedIdentity", "500"],
      ["App Service", "MSI", "500"],
      ["ExceptionMessage", "ManagedIdentity", "500"],
      ["ManagedIdentityCredential", "app_service", "500"],
      ["MSI_ENDPOINT", "500"],
      ["IDENTITY_ENDPOINT", "500 Internal Server Error"],
    ],
    causes: [
      [
        "new",
        "the identity was assigned or recreated a moment ago, and the app still holds the old one",
        "Restart the app; wait some minutes.",
      ],
      ["selector", "the identity's principal (object) id was passed where its client id belongs", selector],
      [
        "gone",
        "the identity was deleted and is still listed on the app",
        "Remove the identity from the app and assign it again.",
      ],
      [
        "resource",
        "the resource that was asked for does not exist in the directory",
        "Ask for one resource that exists; check the scope.",
      ],
    ],
    links: [overview],
  }),
  appService("bad-request", {
    code: "400",
    title: "the app's identity endpoint refuses the request",
    meaning: "The identity endpoint of the app refused the request's parameters.",
    when: [
      ["ManagedIdentityCredential authentication failed", "Status: 400", "X-CORRELATION-ID"],
      ["ManagedIdentityCredential authentication failed", "Status: 400", "Kestrel"],
      ["msi/token", "400 Bad Request"],
      ["AppServiceManagedIdentity", "400"],
      ["msi/token", "StatusCode=400"],
      ["msi/token", "status code 400"],
      ["MSI", "Bad Request", "App Service"],
    ],
    causes: [
      ["wrong-selector", "a client id of an identity that the app does not have", assign],
      [
        "resource",
        "a scope in place of a resource, or a misspelt audience",
        "Ask for the resource without /.default: api://AzureADTokenExchange.",
      ],
      ["api-version", "an API version that the endpoint does not know", "Use api-version=2019-08-01."],
    ],
    links: [overview],
  }),
  appService("no-header", {
    code: "401",
    title: "identity header missing or wrong",
    meaning: "The identity endpoint wants the header X-IDENTITY-HEADER with the value of IDENTITY_HEADER.",
    when: ["X-IDENTITY-HEADER", ["msi/token", "401 Unauthorized"]],
    unless: ["x-identity-header: ["],
    weight: "outcome",
    causes: [
      [
        "stale",
        "the value was kept over a restart of the app, or was not sent",
        "Read IDENTITY_ENDPOINT and IDENTITY_HEADER anew in each process.",
      ],
    ],
    links: [overview],
  }),
];
