import { betaOnly, carried as ofApplication } from "./application-shape.ts";
import { carried as ofPrincipal } from "./principal-shape.ts";
import { GraphRefusal } from "./refusal.ts";

/** What a list holds, as far as a query is checked against it. */
export interface EntityType {
  /** `microsoft.graph.application` */
  readonly name: string;
  /** Lower-case name → name: Graph reads the names in a query without regard to case. */
  readonly properties: ReadonlyMap<string, string>;
  /** Those of the type Edm.Guid, whose values stand without quotes. */
  readonly guids: ReadonlySet<string>;
  /** Objects of the directory have an index of their own for advanced queries. */
  readonly isDirectoryObject: boolean;
}

interface Shape {
  readonly names: readonly string[];
  readonly guids?: readonly string[];
  readonly isDirectoryObject?: boolean;
}

function entityType(name: string, { names, guids = [], isDirectoryObject = false }: Shape): EntityType {
  return {
    name: `microsoft.graph.${name}`,
    properties: new Map(names.map((each) => [each.toLowerCase(), each])),
    guids: new Set(guids),
    isDirectoryObject,
  };
}

const words = (text: string): string[] => text.trim().split(/\s+/);

/** @see https://learn.microsoft.com/graph/api/resources/application (properties and relationships) */
const application = entityType("application", {
  names: [
    ...Object.keys(ofApplication),
    ...betaOnly,
    ...words(`id appId deletedDateTime createdDateTime createdByAppId displayName uniqueName signInAudience identifierUris
      passwordCredentials publisherDomain applicationTemplateId authenticationBehaviors certification
      disabledByMicrosoftStatus isDisabled logo onPremisesPublishing windows owners federatedIdentityCredentials
      extensionProperties createdOnBehalfOf appManagementPolicies homeRealmDiscoveryPolicies tokenIssuancePolicies
      tokenLifetimePolicies synchronization`),
  ],
  isDirectoryObject: true,
});

/** @see https://learn.microsoft.com/graph/api/resources/serviceprincipal (properties and relationships) */
const servicePrincipal = entityType("servicePrincipal", {
  names: [
    ...Object.keys(ofPrincipal),
    ...words(`id deletedDateTime accountEnabled addIns alternativeNames appDescription appDisplayName appId
      applicationTemplateId appOwnerOrganizationId appRoles createdByAppId createdDateTime disabledByMicrosoftStatus
      displayName errorUrl homepage info isDisabled logoutUrl oauth2PermissionScopes passwordCredentials
      passwordSingleSignOnSettings publishedPermissionScopes publisherName resourceSpecificApplicationPermissions
      samlMetadataUrl servicePrincipalNames servicePrincipalType signInAudience verifiedPublisher owners memberOf
      transitiveMemberOf ownedObjects createdObjects appRoleAssignedTo appRoleAssignments oauth2PermissionGrants
      claimsMappingPolicies claimsPolicy delegatedPermissionClassifications endpoints federatedIdentityCredentials
      homeRealmDiscoveryPolicies appManagementPolicies remoteDesktopSecurityConfiguration synchronization
      tokenIssuancePolicies tokenLifetimePolicies`),
  ],
  // Recorded: https://github.com/microsoftgraph/microsoft-graph-explorer-v4/issues/1085
  guids: ["appOwnerOrganizationId"],
  isDirectoryObject: true,
});

const federatedIdentityCredential = entityType("federatedIdentityCredential", {
  names: words("id name issuer subject audiences description claimsMatchingExpression"),
});

const appRoleAssignment = entityType("appRoleAssignment", {
  names: words(`id deletedDateTime appRoleId createdDateTime principalDisplayName principalId principalType
    resourceDisplayName resourceId`),
  // Recorded: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/4133
  guids: words("appRoleId principalId resourceId"),
});

const types: Readonly<Record<string, EntityType>> = {
  applications: application,
  servicePrincipals: servicePrincipal,
  federatedIdentityCredentials: federatedIdentityCredential,
  appRoleAssignments: appRoleAssignment,
  appRoleAssignedTo: appRoleAssignment,
};

/** The type of what a collection holds; undefined when it holds several, or queries are not checked against it. */
export function typeOf(collection: string): EntityType | undefined {
  return types[collection];
}

/** A property in its own spelling. What the type has no property for is refused, in the words of the part that names it. */
export function propertyOf(type: EntityType, written: string, where: string): string {
  const property = type.properties.get(written.toLowerCase());
  if (property !== undefined) return property;
  // Recorded: https://github.com/microsoftgraph/msgraph-beta-sdk-dotnet/issues/563
  const message = `${where}: Could not find a property named '${written}' on type '${type.name}'.`;
  throw new GraphRefusal(400, "BadRequest", message);
}
