export type { AssertionCallback, AssertionSource } from "./assertion.ts";
export { CrossTenantCredential } from "./cross-tenant-credential.ts";
export type { Diagnosis, HopDiagnosis, Reading } from "./diagnosis.ts";
export {
  credentialErrorCodes,
  CrossTenantCredentialError,
  type CredentialErrorCode,
  type RequestIds,
} from "./errors.ts";
export type { CredentialEvent, EventHook } from "./events.ts";
export type { Inspection, TokenInspection } from "./inspection.ts";
export type { CloudName, CrossTenantCredentialOptions } from "./options.ts";
export { azurePipelines, type AzurePipelinesOptions } from "./sources/azure-pipelines.ts";
export { githubActions, type GithubActionsOptions } from "./sources/github-actions.ts";
export { managedIdentity, type ManagedIdentityOptions } from "./sources/managed-identity.ts";
export { projectedToken, type ProjectedTokenOptions } from "./sources/projected-token.ts";
export type { OpenTelemetryApi } from "./telemetry.ts";
export type { AbortSignalLike, AccessToken, GetTokenOptions, TokenCredential } from "./token-credential.ts";
export type { Fetch, FetchRequest, FetchResponse } from "./fetch.ts";
export type { Clock, Environment, Random } from "./world.ts";
