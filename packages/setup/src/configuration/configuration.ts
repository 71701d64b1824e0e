import type { ClientId, CloudName, ResourceId, SubscriptionId, TenantId } from "@tegata/core";

export type HostKind = "appService" | "functionApp" | "virtualMachine" | "containerApp";

/** A program's home on Azure, to which the identity is assigned. It must exist; setup makes no hosts. */
export interface HostConfiguration {
  readonly kind: HostKind;
  readonly name: string;
  /** Where the host is, when not in `home.resourceGroup`. */
  readonly resourceGroup?: string;
  /** Where the host is, when not in `home.subscriptionId`. */
  readonly subscriptionId?: SubscriptionId;
}

/** An outside issuer whose tokens stand in for a secret: a cluster's service account, a pipeline. */
export interface IssuerTrust {
  readonly issuer: string;
  readonly subject: string;
  /** The cloud's exchange audience when left out. */
  readonly audience?: string;
  /** The name of the federated identity credential; it can never be changed. Made from issuer and subject when left out. */
  readonly name?: string;
}

export type Trust = "managedIdentity" | IssuerTrust;

export interface ApplicationConfiguration {
  /** The display name; the key in the directory (`uniqueName`) is made from it. */
  readonly name: string;
  /** An existing application of the home directory, to be adopted. Its settings are brought in line. */
  readonly clientId?: ClientId;
  /**
   * A policy that forbids secrets on the application. Left out: made where the directory allows it, else told. `true`:
   * it must be; `false`: it is not made.
   */
  readonly noSecretsPolicy?: boolean;
}

export interface HomeConfiguration {
  readonly tenantId: TenantId;
  /** Needed with `identity`. */
  readonly subscriptionId?: SubscriptionId;
  /** Needed with `identity`. */
  readonly resourceGroup?: string;
  /** Needed with `identity`. */
  readonly location?: string;
  /** The user-assigned managed identity, made when it is missing. */
  readonly identity?: string;
  readonly hosts?: readonly HostConfiguration[];
  readonly application: ApplicationConfiguration;
  readonly trusts: readonly Trust[];
}

export interface RoleGrant {
  /** A role by name, present or former, or by GUID. */
  readonly role: string;
  readonly scope: ResourceId;
}

/** An app role (application permission) of an API that Microsoft Entra protects. */
export interface AppRoleGrant {
  /** Its URL (`https://graph.microsoft.com`, `api://…`) or its client id. */
  readonly api: string;
  /** The role's value (`User.Read.All`) or id. */
  readonly appRole: string;
}

export type Grant = RoleGrant | AppRoleGrant;

/** Whether a grant is an Azure role at a scope; else it is an app role of an API. */
export function isRoleGrant(grant: Grant): grant is RoleGrant {
  return "role" in grant;
}

export interface ResourceConfiguration {
  readonly tenantId: TenantId;
  readonly grants: readonly Grant[];
}

/** One tegata.yaml. */
export interface Configuration {
  readonly version: 1;
  /** A cloud by name, or the URL of its metadata. */
  readonly cloud: CloudName | `https://${string}`;
  readonly home: HomeConfiguration;
  readonly resources: readonly ResourceConfiguration[];
}
