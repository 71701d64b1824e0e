// What the token service says without a number: translated, cut off, or wrapped by a client.
import type { Phrases } from "../knowledge.ts";

/** Words of the token service, and the code that goes with them where the number is lost. */
export const wordsOfCodes: readonly (readonly [code: number, when: readonly Phrases[]])[] = [
  [700213, ["No matching federated identity record found for presented assertion subject"]],
  [700211, ["No matching federated identity record found for presented assertion issuer"]],
  [7002121, ["No matching federated identity record found for presented assertion audience"]],
  [
    70021,
    [
      "No matching federated identity record found for presented assertion",
      "No matching federated identity record found",
    ],
  ],
  [70025, ["has no configured federated identity credentials"]],
  [7000229, ["is missing service principal in the tenant", "missing service principal in the tenant"]],
  [
    700016,
    [
      ["Application with identifier", "was not found in the directory"],
      "UnauthorizedClient_DoesNotMatchRequest",
      "application was not found in the directory",
    ],
  ],
  [
    700236,
    [
      "may not be used for federated identity credential flows for applications or managed identities registered in this tenant",
    ],
  ],
  [700222, ["AAD-issued tokens may not be used for federated identity flows"]],
  [700231, ["Token obtained using another federated identity credential"]],
  [700024, ["Client assertion is not within its valid time range"]],
  [
    700027,
    [
      "Client assertion failed signature validation",
      "used to sign the client assertion is expired on application",
      "used to sign the client assertion is not registered on application",
    ],
  ],
  [7000215, ["Invalid client secret provided", "Invalid client secret is provided"]],
  [7000222, ["The provided client secret keys are expired", "provided client secret keys for app"]],
  [7000218, ["The request body must contain the following parameter: 'client_assertion' or 'client_secret'"]],
  [900144, ["The request body must contain the following parameter"]],
  [1002012, ["Client credential flows must have a scope value with /.default suffixed"]],
  [70011, ["The provided value for the input parameter 'scope' is not valid"]],
  [501051, [["Application", "is not assigned to a role for the application"]]],
  [500014, [["The service principal for resource", "is disabled"]]],
  [7000112, [["unauthorized_client", "Application", "is disabled"]]],
  [700023, ["Client assertion audience claim does not match Realm issuer"]],
  [50027, ["JWT token is invalid or malformed"]],
  [50194, ["is not configured as a multi-tenant application"]],
  [900021, [["Requested tenant identifier", "is not valid. Tenant identifiers may not be an empty GUID"]]],
  [900023, ["is neither a valid DNS name, nor a valid external domain"]],
  [50020, [["User account", "from identity provider", "does not exist in tenant"]]],
  [90061, ["Request to External OIDC endpoint failed"]],
  [
    90002,
    [
      ["Tenant", "not found. Check to make sure you have the correct tenant ID"],
      ["Tenant", "not found. This may happen if there are no active subscriptions for the tenant"],
    ],
  ],
  [500011, [["The resource principal named", "was not found in the tenant"]]],
  [65001, ["The user or administrator has not consented to use the application"]],
  [50076, ["you must use multi-factor authentication to access"]],
  [50079, ["you must enroll in multi-factor authentication"]],
  [53003, ["Access has been blocked by Conditional Access policies"]],
  [50126, ["Error validating credentials due to invalid username or password"]],
  [
    700229,
    [
      "Only app-only tokens may be used as Federated Identity Credentials",
      "Only app-only tokens can be used as Federated Identity Credentials",
    ],
  ],
  [700226, ["Only MSI tokens may be used as Federated Identity Credentials"]],
];
