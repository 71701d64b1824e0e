import type { TenantId } from "@tegata/core";
import type { Side } from "../directory/operator.ts";

/** The kinds of objects that setup makes or aligns. */
export type ResourceKind =
  | "userAssignedIdentity"
  | "hostIdentity"
  | "application"
  | "federatedIdentityCredential"
  | "servicePrincipal"
  | "roleAssignment";

/** One property that is, or will be, different. `from` is absent for something new. */
export interface FieldChange {
  readonly field: string;
  readonly from?: string;
  /** `(known after apply)` where an earlier step decides. */
  readonly to: string;
}

/** Where a change happens and who must be there. */
export interface ChangePlace {
  readonly side: Side;
  readonly tenantId: TenantId;
  readonly kind: ResourceKind;
  /** Names the object for people: `application orders-cross-tenant`. Unique within a directory. */
  readonly address: string;
  /** Why it is wanted; for people, never for deciding. */
  readonly because: string;
  /** The least right that making or changing it takes. */
  readonly permission: string;
}

/** What a blocked change waits for. */
export type WaitsFor = "the home side" | "an operator of this directory";

/** One object of the configuration: what is to be done about it. */
export type Change =
  | (ChangePlace & { readonly action: "create"; readonly fields: readonly FieldChange[] })
  | (ChangePlace & { readonly action: "update"; readonly fields: readonly FieldChange[] })
  | (ChangePlace & { readonly action: "keep" })
  | (ChangePlace & { readonly action: "blocked"; readonly waitsFor: WaitsFor });

export type ChangeAction = Change["action"];

/** Something seen that setup leaves alone, but that a person should know. */
export interface Notice {
  readonly tenantId: TenantId;
  readonly address: string;
  readonly message: string;
}

export const knownAfterApply = "(known after apply)";
