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
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
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
  verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    redirectUriSettings: [],
  },
};

function isComplex(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A property after a PATCH. What a value of a complex type does not name stays as it was, so that `api` can be given one
 * member at a time, as Terraform's provider does; a collection or a null takes the place of the whole.
 *
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_UpdateanEntity
 */
export function patched(before: unknown, change: unknown): unknown {
  if (!isComplex(before) || !isComplex(change)) return change;
  const changes = Object.entries(change).filter(([name]) => !name.startsWith("@odata"));
  return { ...before, ...Object.fromEntries(changes.map(([name, value]) => [name, patched(before[name], value)])) };
}

/** What only beta has. */
export const betaOnly: ReadonlySet<string> = new Set([
  "signInAudienceRestrictions",
  // https://github.com/microsoftgraph/msgraph-metadata/issues/273
  "oauth2RequirePostResponse",
]);

/** A secret is shown by its id, its times and its first three characters, as Graph does. */
export function showPasswords(credentials: readonly PasswordCredential[]): Record<string, unknown>[] {
  return credentials.map(({ keyId, displayName, endDateTime, startDateTime = null, secretText }) => ({
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: secretText.slice(0, 3),
    keyId,
    secretText: null,
    startDateTime,
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
    applicationTemplateId: null,
    certification: null,
    disabledByMicrosoftStatus: null,
    createdDateTime,
    displayName,
    uniqueName,
    signInAudience,
    identifierUris,
    passwordCredentials: showPasswords(application.passwordCredentials),
  };
}
