/**
 * Whether an assignment at one scope reaches a resource: the same scope or one above it, segment by segment, without
 * regard to case. `/subscriptions/1` does not reach `/subscriptions/12`.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
export function reaches(assignmentScope: string, resourceScope: string): boolean {
  const above = normalizeScope(assignmentScope);
  const below = normalizeScope(resourceScope);
  return above === "/" || below === above || below.startsWith(`${above}/`);
}

/** A scope in the form in which scopes compare: lower case, single slashes, none at the end. */
export function normalizeScope(scope: string): string {
  const collapsed = `/${scope}`.replace(/\/{2,}/g, "/").toLowerCase();
  return collapsed.length > 1 && collapsed.endsWith("/") ? collapsed.slice(0, -1) : collapsed;
}
