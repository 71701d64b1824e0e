// Whether what somebody holds takes the place of another role.
import type { Permissions } from "./action.ts";
import { coversAction } from "./action.ts";

/** What of a role is not covered by what is held. */
export interface Lacking {
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

type Kind = keyof Lacking;

const exclusions = { actions: "notActions", dataActions: "notDataActions" } as const;

/** A pattern is covered when one role allows all of it: what a role excludes may not fall into it. */
function isCovered(pattern: string, { kind, wanted, held }: Compared): boolean {
  const excludes = exclusions[kind];
  const isWanted = (one: string): boolean => !wanted[excludes].some((excluded) => coversAction(excluded, one));
  return held.some((role) => {
    const falls = (one: string): boolean => (coversAction(one, pattern) || coversAction(pattern, one)) && isWanted(one);
    return role[kind].some((granted) => coversAction(granted, pattern)) && !role[excludes].some(falls);
  });
}

interface Compared {
  readonly kind: Kind;
  readonly wanted: Permissions;
  readonly held: readonly Permissions[];
}

/**
 * What a role allows and other roles together do not. Pure. A pattern of the wanted role counts as covered when a
 * single held role has all of it: parts from several roles are not put together.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 * @example
 * ```ts
 * import { findBuiltInRole, lackingOf } from "@tegata/core";
 *
 * const [owner, contributor] = ["Storage Blob Data Owner", "Storage Blob Data Contributor"].map(findBuiltInRole);
 * if (owner && contributor) console.log(lackingOf([contributor.permissions], [owner.permissions]).dataActions);
 * ```
 */
export function lackingOf(wanted: readonly Permissions[], held: readonly Permissions[]): Lacking {
  const lacking = (kind: Kind): string[] =>
    wanted.flatMap((role) => role[kind].filter((pattern) => !isCovered(pattern, { kind, wanted: role, held })));
  return { actions: lacking("actions"), dataActions: lacking("dataActions") };
}
