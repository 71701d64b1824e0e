import type { FederatedCredential, FederationPolicy, ObjectId, PrincipalId, TenantId } from "@tegata/core";

/** An application registration, as Graph stores it in the directory that owns it. */
export interface Application {
  readonly id: ObjectId;
  readonly appId: string;
  readonly createdDateTime: string;
  displayName: string;
  uniqueName: string | null;
  signInAudience: string;
  identifierUris: string[];
  passwordCredentials: PasswordCredential[];
  federatedIdentityCredentials: FederatedIdentityCredential[];
  /** Object ids of the principals that own it. Absent in a state that an older version wrote. */
  owners?: string[];
  /** Everything else that was written and is only read back: tags, notes, appRoles, lock configuration. */
  other: Record<string, unknown>;
}

export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  /** The secret itself: it exists in the emulator only, in a file that only its owner reads. */
  readonly secretText: string;
  readonly endDateTime: string;
  /** Missing on those that an older version kept. */
  readonly startDateTime?: string;
}

export interface FederatedIdentityCredential extends FederatedCredential {
  readonly id: string;
  readonly name: string;
  issuer: string;
  subject: string;
  audiences: string[];
  description: string | null;
}

/** The application's or managed identity's representation in one directory: what rights are given to. */
export interface ServicePrincipal {
  readonly id: PrincipalId;
  readonly appId: string;
  readonly servicePrincipalType: "Application" | "ManagedIdentity";
  /** The directory that owns the application; none for a managed identity. */
  readonly appOwnerOrganizationId: string | null;
  /** For a managed identity: its Resource Manager id. */
  readonly alternativeNames: readonly string[];
  displayName: string;
  accountEnabled: boolean;
  /** Missing on those of a fresh emulator, and on those that an older version kept. */
  readonly createdDateTime?: string;
  /** What the principal may do with APIs; `value` is what tokens carry in `roles`. */
  appRoleAssignments?: AppRoleAssignment[];
  /** Of a managed identity: what Resource Manager shows below it. */
  federatedIdentityCredentials?: FederatedIdentityCredential[];
  /** Secrets of this instance of the application; its home directory's do not count here. */
  passwordCredentials?: PasswordCredential[];
  owners?: string[];
  other: Record<string, unknown>;
}

/** An application permission that was granted to a principal. */
export interface AppRoleAssignment {
  readonly id: string;
  readonly createdDateTime: string;
  /** The API that was granted, by application id and by its service principal here. */
  readonly resourceAppId: string;
  readonly resourceId: string;
  readonly resourceDisplayName: string;
  /** The role of the API; all zeros for the default access. */
  readonly appRoleId: string;
  /** `User.Read.All`; null for the default access. */
  readonly value: string | null;
}

/** A delegated permission that was granted to a client. */
export interface PermissionGrant {
  readonly id: string;
  readonly clientId: string;
  readonly consentType: "AllPrincipals" | "Principal";
  readonly principalId: string | null;
  readonly resourceId: string;
  scope: string;
}

/** Something that was deleted and may be restored for thirty days. */
export type DeletedItem = { readonly deletedDateTime: string } & (
  | { readonly kind: "application"; readonly item: Application }
  | { readonly kind: "servicePrincipal"; readonly item: ServicePrincipal }
);

/** A rule about the credentials of applications; the default one is for the whole directory. */
export interface AppManagementPolicy {
  readonly id: string;
  displayName: string;
  description: string;
  isEnabled: boolean;
  restrictions: Record<string, unknown>;
  /** Object ids of the applications and service principals that it is for. */
  appliesTo: string[];
}

/** A signing key pair. `privateKey` is PKCS#8 in PEM and never leaves the state folder. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: string;
  /** The public half as JWK parameters. */
  readonly n: string;
  readonly e: string;
  /** The self-signed certificate, base64 of its DER form. */
  readonly certificate: string;
  /** Published ahead of its use; the next roll makes it the one that signs. */
  readonly isAnnounced?: boolean;
  /** A key that no longer signs is published, and verifies, until then (ISO 8601). */
  readonly verifiesUntil?: string;
}

/** What an administrator of a directory forbids its applications and their service principals. */
export interface DirectoryPolicy extends FederationPolicy {
  /** Conditional Access for workload identities: policies that block, and whom. */
  readonly conditionalAccess?: readonly { readonly id: string; readonly clientIds: readonly string[] }[];
}

export interface DirectoryRoleMember {
  readonly principalId: PrincipalId;
  readonly roleTemplateId: string;
}

/** One Microsoft Entra directory (tenant). */
export interface Directory {
  readonly name: string;
  readonly tenantId: TenantId;
  readonly displayName: string;
  readonly domains: readonly string[];
  readonly createdDateTime: string;
  /** The first signs. Empty until they are first needed. */
  signingKeys: SigningKey[];
  /** Absent: nothing is forbidden. */
  policy?: DirectoryPolicy;
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  directoryRoleMembers: DirectoryRoleMember[];
  /** Absent, as the three below, in a state that an older version wrote. */
  deletedItems?: DeletedItem[];
  permissionGrants?: PermissionGrant[];
  appManagementPolicies?: AppManagementPolicy[];
  /** Restrictions of the whole directory, as Graph writes them. */
  defaultAppManagementPolicy?: AppManagementPolicy;
}

/** Finds the directory that a tenant segment means: its id or a verified domain, without regard to case. */
export function findDirectory(directories: readonly Directory[], tenant: string): Directory | undefined {
  const wanted = tenant.toLowerCase();
  return directories.find((directory) => directory.tenantId === wanted || directory.domains.includes(wanted));
}

/** An application in any directory, with its owner. */
export function findApplication(
  directories: readonly Directory[],
  appId: string,
): { readonly application: Application; readonly owner: Directory } | undefined {
  for (const owner of directories) {
    const application = owner.applications.find((candidate) => candidate.appId === appId.toLowerCase());
    if (application) return { application, owner };
  }
  return undefined;
}

export function findServicePrincipal(directory: Directory, appId: string): ServicePrincipal | undefined {
  return directory.servicePrincipals.find((candidate) => candidate.appId === appId.toLowerCase());
}
