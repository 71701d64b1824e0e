import type { FederatedCredential, ObjectId, PrincipalId, TenantId } from "@tegata/core";

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
  /** Everything else that was written and is only read back: tags, notes, appRoles, lock configuration. */
  other: Record<string, unknown>;
}

export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  /** The secret itself: it exists in the emulator only, in a file that only its owner reads. */
  readonly secretText: string;
  readonly endDateTime: string;
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
  other: Record<string, unknown>;
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
  /** The first signs; all are published. Empty until they are first needed. */
  signingKeys: SigningKey[];
  applications: Application[];
  servicePrincipals: ServicePrincipal[];
  directoryRoleMembers: DirectoryRoleMember[];
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
