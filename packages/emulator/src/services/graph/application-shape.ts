import type { Application, PasswordCredential } from "../../directory/directory.ts";

/** Properties that may be written and have no meaning to Graph beyond being read back, with their defaults. */
export const carried: Readonly<Record<string, unknown>> = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  appRoles: [],
  defaultRedirectUri: null,
  description: null,
  groupMembershipClaims: null,
  info: {},
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  keyCredentials: [],
  nativeAuthenticationApisEnabled: null,
  notes: null,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  publicClient: { redirectUris: [] },
  requestSignatureVerification: null,
  requiredResourceAccess: [],
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  verifiedPublisher: {},
  web: { redirectUris: [], implicitGrantSettings: {} },
};

/** What only beta has. */
export const betaOnly: ReadonlySet<string> = new Set([
  "signInAudienceRestrictions",
  // https://github.com/microsoftgraph/msgraph-metadata/issues/273
  "oauth2RequirePostResponse",
]);

/** Secrets are shown by id and end only. */
export function showPasswords(credentials: readonly PasswordCredential[]): Record<string, unknown>[] {
  return credentials.map(({ keyId, displayName, endDateTime }) => ({
    keyId,
    displayName,
    endDateTime,
    secretText: null,
  }));
}

/** An application as Graph shows it. */
export function showApplication(application: Application): Record<string, unknown> {
  const { id, appId, createdDateTime, displayName, uniqueName, signInAudience, identifierUris } = application;
  return {
    ...carried,
    ...application.other,
    id,
    deletedDateTime: null,
    appId,
    createdDateTime,
    displayName,
    uniqueName,
    signInAudience,
    identifierUris,
    passwordCredentials: showPasswords(application.passwordCredentials),
  };
}
