import type { ArmIdentity, Permissions, ResourceId } from "@tegata/core";
import { normalizeScope } from "@tegata/core";
import type { Deployment } from "./deployment.ts";

/** A resource of Resource Manager. */
export interface Resource {
  readonly id: ResourceId;
  readonly name: string;
  /** `Microsoft.Web/sites`, spelled as the service spells it. */
  readonly type: string;
  location: string;
  tags: Record<string, string>;
  kind?: string;
  sku?: unknown;
  identity?: ArmIdentity;
  properties: Record<string, unknown>;
  /** ISO time. Missing on those of a fresh emulator, and on those that an older version kept. */
  readonly createdTime?: string;
  /** What only special calls give out: account keys. */
  secrets?: Record<string, string>;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly displayName: string;
}

export interface ResourceGroup {
  readonly id: ResourceId;
  readonly name: string;
  readonly subscriptionId: string;
  readonly location: string;
  tags: Record<string, string>;
}

/** What Resource Manager knows. Joined to the directories by principal id only. */
export interface Resources {
  subscriptions: Subscription[];
  resourceGroups: ResourceGroup[];
  resources: Resource[];
  roleAssignments: RoleAssignment[];
  /** Custom roles. Absent in a state that an older version wrote. */
  roleDefinitions?: CustomRole[];
  /** Templates' deployments. Absent in a state that an older version wrote. */
  deployments?: Deployment[];
  /** `{subscription}/{namespace}` in lower case; every other provider is registered. */
  unregisteredProviders?: string[];
}

/** A custom role. It belongs to a directory and may be assigned within its scopes. */
export interface CustomRole {
  /** Its GUID, in lower case. */
  readonly name: string;
  readonly tenantId: string;
  roleName: string;
  description: string;
  permissions: Permissions[];
  assignableScopes: string[];
  /** Missing on those that an older version kept. */
  readonly written?: Written;
}

/** When and by whom something was made and changed last: ISO times and object ids. */
export interface Written {
  readonly createdOn: string;
  readonly updatedOn: string;
  readonly createdBy: string;
  readonly updatedBy: string;
}

export interface RoleAssignment {
  readonly name: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
  /** Missing on those of a fresh emulator, and on those that an older version kept. */
  readonly written?: Written;
}

export function findResource(resources: Resources, id: string): Resource | undefined {
  const wanted = normalizeScope(id);
  return resources.resources.find((resource) => normalizeScope(resource.id) === wanted);
}

/** The subscription in which a resource id lies. */
export function findSubscription(resources: Resources, id: string): Subscription | undefined {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
  return resources.subscriptions.find((subscription) => subscription.subscriptionId === subscriptionId);
}
