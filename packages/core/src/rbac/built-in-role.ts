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
