// Everything that was seen before anything is judged: plain data, no token in it.
import type {
  AssignmentFacts,
  ClientId,
  Cloud,
  Permissions,
  PrincipalId,
  Reading,
  ResourceId,
  TenantId,
} from "@tegata/core";
import type { AppRoleGrant, Configuration, Grant, RoleGrant } from "../configuration/configuration.ts";
import type { Endpoints } from "../endpoints.ts";
import type { CredentialWanted, SeenCredential } from "../resources/federated-credential.ts";
import type { WorkloadIdentity, WorkloadSettings } from "../workload.ts";
import type { Writing } from "../verify/data-calls/data-call.ts";
import type { Seen } from "./seen.ts";

export interface SeenIdentity {
  readonly resourceId: ResourceId;
  readonly clientId: ClientId;
  readonly principalId: PrincipalId;
}

export interface SeenApplication {
  readonly objectId: string;
  readonly clientId: ClientId;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly isOurs: boolean;
}

export interface SeenHost {
  readonly name: string;
  readonly kind: string;
  readonly hostId: string;
  readonly isAssigned: Seen<boolean>;
  /** What it has of the settings that are ours; absent where the kind of host has none that can be read. */
  readonly settings: Seen<Readonly<Record<string, string>>>;
}

/** What the home directory's administrator sees. */
export interface HomeSight {
  readonly subscription: Seen<{ readonly state: string }>;
  readonly identity: Seen<SeenIdentity>;
  /** Whether the resource group of the identity is not there, so that nothing can be made in it. */
  readonly isGroupGone: boolean;
  readonly identityPrincipal: Seen<{ readonly objectId: string; readonly isEnabled: boolean }>;
  readonly hosts: readonly SeenHost[];
  readonly application: Seen<SeenApplication>;
  /** The application among what was deleted in the last thirty days. */
  readonly deletedApplication: Seen<{ readonly objectId: string; readonly clientId: string }>;
  readonly credentials: Seen<readonly SeenCredential[]>;
  /** What the configuration wants them to be. */
  readonly wantedCredentials: readonly CredentialWanted[];
}

export interface SeenPrincipal {
  readonly objectId: PrincipalId;
  readonly isEnabled: boolean;
}

export interface SeenApi {
  readonly objectId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
  readonly demandsAssignment: boolean;
}

/** A resource that a role is granted at, as far as its network and address go. */
export interface SeenScope {
  readonly publicNetworkAccess: string | undefined;
  readonly defaultAction: string | undefined;
  readonly endpoint: string | undefined;
}

export interface RoleSight {
  readonly grant: RoleGrant;
  readonly roleId: string;
  readonly roleName: string;
  /** What the role allows, where that had to be looked up. */
  readonly permissions?: readonly Permissions[];
  readonly scope: Seen<SeenScope>;
  readonly assignments: Seen<readonly AssignmentFacts[]>;
  readonly denials: Seen<readonly { readonly id: string; readonly name: string }[]>;
}

export interface AppRoleSight {
  readonly grant: AppRoleGrant;
  readonly api: Seen<{ readonly apiObjectId: string; readonly roleId: string }>;
  /** Whether the service principal holds it; who else does. */
  readonly isHeld: Seen<boolean>;
  readonly heldByOthers: readonly string[];
}

/** What the administrator of one resource directory sees. */
export interface ResourceSight {
  readonly tenantId: TenantId;
  readonly principal: Seen<SeenPrincipal>;
  /** By the scope that a token is asked for. */
  readonly apis: ReadonlyMap<string, Seen<SeenApi>>;
  readonly roles: readonly RoleSight[];
  readonly appRoles: readonly AppRoleSight[];
}

/** One exchange of the workload. */
export interface ExchangeSight {
  readonly tenantId: TenantId;
  readonly scope: string;
  readonly grants: readonly Grant[];
  /** Claims of the access token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Why there is none. */
  readonly reading?: Reading;
  /** What the token service said, redacted. */
  readonly message?: string;
  readonly skewMs?: number;
}

/** One data call of the workload. */
export interface DataSight {
  readonly tenantId: TenantId;
  readonly grant: Grant;
  readonly outcome: "proven" | "refused" | "not proven";
  readonly what: string;
  /** Of a grant that may write: whether that was proven. */
  readonly writing?: Writing;
  readonly reading?: Reading;
  readonly message?: string;
}

/** What the workload itself sees. */
export interface WorkloadSight {
  readonly settings: WorkloadSettings;
  readonly hostName: string | undefined;
  readonly isVirtualMachine: boolean;
  /** The id that the identity was asked for by. */
  readonly identity: WorkloadIdentity;
  readonly applicationId: string | undefined;
  /** Claims of the assertion. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Why hop 1 failed. */
  readonly reading?: Reading;
  readonly message?: string;
  /** The identity's client id, when asking for it by name works and by its client id does not. */
  readonly rightClientId?: string;
  readonly exchanges: readonly ExchangeSight[];
  readonly data: readonly DataSight[];
}

/** Who could not be asked, and why. */
export interface Sights {
  readonly configuration: Configuration;
  readonly cloud: Cloud;
  readonly endpoints: Endpoints;
  readonly nowMs: number;
  readonly home: HomeSight | { readonly missing: string };
  readonly resources: ReadonlyMap<TenantId, ResourceSight | { readonly missing: string }>;
  readonly workload: WorkloadSight | { readonly missing: string };
  /** Found by home's administrator, else configured, else from the workload's settings. */
  readonly applicationId: ClientId | undefined;
  /** What whoever looks says that it is. */
  readonly givenApplicationId: ClientId | undefined;
}
