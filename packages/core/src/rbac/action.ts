/**
 * Whether an action string of a role definition covers an operation. `*` stands for any characters; case does not
 * matter.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */
export function coversAction(pattern: string, operation: string): boolean {
  const parts = pattern.split(/(\/\*\/|\*)/).map((part) => {
    // Between slashes `*` may stand for nothing: Managed Identity Operator's `userAssignedIdentities/*/assign/action` lets
    // its holder do `userAssignedIdentities/assign/action`. Inferred from what that role is for.
    if (part === "/*/") return "/(?:.*/)?";
    return part === "*" ? ".*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "is").test(operation);
}

/** The permissions of a role, as role definitions list them. */
export interface Permissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/**
 * Whether permissions allow an operation. `notActions` only takes away from the same role's `actions`; it is not a
 * denial.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
 */
export function allowsAction(permissions: Permissions, kind: "action" | "dataAction", operation: string): boolean {
  const [granted, excluded] =
    kind === "action"
      ? [permissions.actions, permissions.notActions]
      : [permissions.dataActions, permissions.notDataActions];
  return (
    granted.some((pattern) => coversAction(pattern, operation)) &&
    !excluded.some((pattern) => coversAction(pattern, operation))
  );
}
