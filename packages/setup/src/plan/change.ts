import type { TenantId } from "@tegata/core";
import type { Side } from "../directory/operator.ts";

/** The kinds of objects that setup makes or aligns. */
export type ResourceKind =
  | "userAssignedIdentity"
  | "hostIdentity"
  | "application"
  | "appManagementPolicy"
  | "federatedIdentityCredential"
  | "servicePrincipal"
  | "roleAssignment"
  | "appRoleAssignment"
  | "hostSettings";

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

/** One object: what is to be done about it. */
export type Change =
  | (ChangePlace & { readonly action: "create"; readonly fields: readonly FieldChange[] })
  | (ChangePlace & { readonly action: "update"; readonly fields: readonly FieldChange[] })
  /** Carries our mark, and the configuration wants it no more. */
  | (ChangePlace & {
      readonly action: "delete";
      /** Where the object itself stays, what is taken off it: `identity id-orders from appService app-orders`. */
      readonly takes?: string;
    })
  | (ChangePlace & { readonly action: "keep" })
  /**
   * Not as wanted, and not ours: it is not touched unless the caller adopts it by its address. Or ours, and the change
   * would harm others: `why` says how, and `unless` names the option that allows it.
   */
  | (ChangePlace & {
      readonly action: "refused";
      readonly fields: readonly FieldChange[];
      readonly why?: string;
      readonly unless?: string;
    })
  | (ChangePlace & { readonly action: "blocked"; readonly waitsFor: WaitsFor });

export type ChangeAction = Change["action"];

/** What plan sees beyond the configuration's own objects: drift, and facts that a person should know. */
export type NoticeKind =
  | "identity.recreated"
  | "identity.location"
  | "host.lifecycle"
  | "application.secret"
  | "application.certificate"
  | "application.permission"
  | "application.redirect"
  | "policy.missing"
  | "credential.extra"
  | "principal.disabled"
  | "principal.permission"
  | "principal.unreadable"
  | "principal.secret"
  | "role.extra"
  | "role.no-data"
  | "role.condition";

/** Something seen that a person should know. Setup leaves it alone, unless a change of the same plan repairs it. */
export interface Notice {
  readonly tenantId: TenantId;
  readonly address: string;
  readonly kind: NoticeKind;
  readonly message: string;
}

export const knownAfterApply = "(known after apply)";
