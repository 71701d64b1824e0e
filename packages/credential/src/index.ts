export type { Assertion, AssertionRequest, AssertionSource } from "./assertion.ts";
export { CrossTenantCredential } from "./cross-tenant-credential.ts";
export { credentialErrorCodes, CrossTenantCredentialError, type CredentialErrorCode } from "./errors.ts";
export type { CrossTenantCredentialOptions } from "./options.ts";
export { managedIdentity, type ManagedIdentityOptions } from "./sources/managed-identity.ts";
export type { AbortSignalLike, AccessToken, GetTokenOptions, TokenCredential } from "./token-credential.ts";
export type { Clock, Environment, Fetch, FetchRequest, FetchResponse, Random, World } from "./world.ts";
