import type { Provenance } from "../provenance.ts";
import type { Permissions } from "./action.ts";

/** A built-in role: its id is the same in every directory, its name is not to be relied on (some were renamed). */
export interface BuiltInRole {
  readonly id: string;
  readonly name: string;
  /** Names it had before. */
  readonly formerNames: readonly string[];
  readonly description: string;
  readonly permissions: Permissions;
  readonly provenance: Provenance;
}

/** What a role permits that names nothing. */
export const none: Permissions = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** What many management roles carry so that the portal works for their holders. */
export const supporting: readonly string[] = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Support/*",
];
