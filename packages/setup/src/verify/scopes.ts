// Which token a grant needs.
import type { Cloud } from "@tegata/core";
import type { Grant } from "../configuration/configuration.ts";
import { isRoleGrant } from "../configuration/configuration.ts";
import { kindOfScope } from "./targets.ts";

/** The scope to ask a token for, so that the grant can be used. */
export function exchangeScopeOf(grant: Grant, cloud: Cloud): string {
  if (!isRoleGrant(grant)) return `${grant.api.replace(/\/+$/, "")}/.default`;
  const { apis } = cloud;
  const api = { blob: apis.storage, foundry: apis.foundry, resourceManager: apis.resourceManager }[kindOfScope(grant)];
  return `${api.uris[0]}/.default`;
}

/** A grant in a few words. */
export function nameOfGrant(grant: Grant): string {
  return isRoleGrant(grant) ? `${grant.role} at ${shortScope(grant.scope)}` : `${grant.appRole} of ${grant.api}`;
}

/** The end of a scope that tells it from others. */
export function shortScope(scope: string): string {
  const parts = scope.split("/").filter((part) => part !== "");
  const at = parts.findLastIndex((part) => part.toLowerCase() === "providers");
  const named = at === -1 ? parts : parts.slice(at + 2);
  return named.filter((_part, index) => index % 2 === 1).join("/") || scope;
}
