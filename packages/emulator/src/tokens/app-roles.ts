import type { ServicePrincipal } from "../directory/directory.ts";

/** App roles that a principal holds on one API. */
export interface AppRoles {
  /** Every assignment, the default access too. */
  readonly assigned: readonly string[];
  /** What tokens carry in `roles`. */
  readonly values: readonly string[];
}

/** The app roles of a principal on an API, by its application id. */
export function appRolesOf(principal: ServicePrincipal, resourceAppId: string): AppRoles {
  const assignments = (principal.appRoleAssignments ?? []).filter(
    (assignment) => assignment.resourceAppId.toLowerCase() === resourceAppId.toLowerCase(),
  );
  const values = assignments.map(({ value }) => value).filter((value) => typeof value === "string" && value !== "");
  return { assigned: assignments.map(({ appRoleId }) => appRoleId), values: [...new Set(values as string[])] };
}
