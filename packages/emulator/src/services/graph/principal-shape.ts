import type { ServicePrincipal } from "../../directory/directory.ts";
import { findApplication } from "../../directory/directory.ts";
import { carried as ofApplication, showPasswords } from "./application-shape.ts";
import type { GraphCall } from "./call.ts";
import { appRolesOfMicrosoft, microsoftApi, permissionScopesOfMicrosoft } from "./microsoft-apis.ts";

/** Properties that may be written and are only read back, with their defaults. */
export const carried: Readonly<Record<string, unknown>> = {
  appRoleAssignmentRequired: false,
  customSecurityAttributes: null,
  description: null,
  homepage: null,
  keyCredentials: [],
  loginUrl: null,
  logoutUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  replyUrls: [],
  samlSingleSignOnSettings: null,
  tags: [],
  tokenEncryptionKeyId: null,
};

const { info: noInformation, verifiedPublisher: notVerified } = ofApplication;

/** A service principal as Graph shows it: with what its application says of itself, wherever that is. */
export function showPrincipal(call: GraphCall, principal: ServicePrincipal): Record<string, unknown> {
  const { cloud, store } = call.context;
  const application = findApplication(store.state.directories, principal.appId)?.application;
  const api = microsoftApi(cloud, principal.appId);
  const { id, appId, displayName, accountEnabled, servicePrincipalType, appOwnerOrganizationId, alternativeNames } =
    principal;
  const { createdDateTime } = principal;
  const scopes = (application?.other["api"] as { oauth2PermissionScopes?: unknown[] } | undefined)
    ?.oauth2PermissionScopes;
  const names = api ? api.uris.flatMap((uri) => [uri, `${uri}/`]) : (application?.identifierUris ?? []);
  return {
    ...carried,
    ...principal.other,
    id,
    deletedDateTime: null,
    accountEnabled,
    addIns: application?.other["addIns"] ?? [],
    alternativeNames: [...alternativeNames, ...((principal.other["alternativeNames"] ?? []) as readonly string[])],
    appDescription: application?.other["description"] ?? null,
    appDisplayName: displayName,
    appId,
    applicationTemplateId: null,
    appOwnerOrganizationId,
    appRoles: api ? appRolesOfMicrosoft(api) : (application?.other["appRoles"] ?? []),
    createdDateTime: createdDateTime ?? null,
    disabledByMicrosoftStatus: null,
    displayName,
    info: application?.other["info"] ?? noInformation,
    oauth2PermissionScopes: api ? permissionScopesOfMicrosoft(api) : (scopes ?? []),
    passwordCredentials: showPasswords(principal.passwordCredentials ?? []),
    resourceSpecificApplicationPermissions: [],
    servicePrincipalNames: [appId, ...names],
    servicePrincipalType,
    signInAudience: application?.signInAudience ?? (api ? "AzureADMultipleOrgs" : null),
    verifiedPublisher: application?.other["verifiedPublisher"] ?? notVerified,
  };
}
