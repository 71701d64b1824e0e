import type { AppRoleGrant, RoleGrant } from "../../configuration/configuration.ts";
import { isRoleGrant } from "../../configuration/configuration.ts";
import { kindOfScope } from "../targets.ts";
import { callBlob } from "./blob.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { callFoundry } from "./foundry.ts";
import { callAppRole } from "./graph.ts";
import { callResourceManager } from "./resource-manager.ts";

const byKind = { blob: callBlob, foundry: callFoundry, resourceManager: callResourceManager };

/** Proves one grant by a real call, as far as that does no harm. One request; with a write five at most. */
export function callGrant(options: DataCallOptions): Promise<DataOutcome> {
  const { grant } = options;
  if (isRoleGrant(grant)) return byKind[kindOfScope(grant)](options as DataCallOptions<RoleGrant>);
  return callAppRole(options as DataCallOptions<AppRoleGrant>);
}
