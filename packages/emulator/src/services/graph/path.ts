/** How one object of a collection is named: by id, or by an alternate key such as `appId`. */
export interface Key {
  readonly property: string;
  readonly value: string;
}

/** A Graph path: its version, the pattern with `{}` for every key, and the keys in order. */
export interface GraphPath {
  readonly version: "v1.0" | "beta";
  readonly pattern: string;
  readonly keys: readonly Key[];
}

const inParentheses = /^([A-Za-z]+)\((?:([A-Za-z]+)=)?'((?:[^']|'')*)'\)$/;
/** Collections whose next segment is the key of one object. */
const collections = new Set([
  "applications",
  "servicePrincipals",
  "federatedIdentityCredentials",
  "directoryObjects",
  "organization",
  "domains",
  "owners",
  "appRoleAssignments",
  "appRoleAssignedTo",
  "oauth2PermissionGrants",
  "deletedItems",
  "appManagementPolicies",
  "roleAssignments",
  "roleDefinitions",
  "directoryRoles",
  "users",
  "groups",
]);
/** Actions, which OData names in full as well: https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_AddressingActions */
const actions = new Set(["addPassword", "removePassword", "getByIds", "restore"]);
const notKeys = new Set([
  "getByIds",
  "delta",
  "$ref",
  "$count",
  "microsoft.graph.application",
  "microsoft.graph.servicePrincipal",
]);

/** The segments of a path; undefined when its percent-encoding is broken. */
function decoded(pathname: string): string[] | undefined {
  try {
    return pathname.split("/").map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The collections in the spelling of Graph: names in its paths are read without regard to case. */
const spelling = new Map([...collections, ...notKeys].map((name) => [name.toLowerCase(), name]));

/**
 * Reads `/v1.0/applications(appId='…')/federatedIdentityCredentials/…`: both ways of writing a key, double slashes
 * collapsed. Undefined when it is no Graph path.
 */
export function parseGraphPath(pathname: string): GraphPath | undefined {
  const [version, ...segments] = decoded(pathname)?.filter((segment) => segment !== "") ?? [];
  if (version !== "v1.0" && version !== "beta") return undefined;
  const pattern: string[] = [];
  const keys: Key[] = [];
  for (const written of segments) {
    // Kiota's clients cast with the alias: https://learn.microsoft.com/graph/api/directory-deleteditems-list
    const full = written.replace(/^graph\.(?=[A-Za-z]+$)/i, "microsoft.graph.");
    const action = full.replace(/^microsoft\.graph\./i, "");
    const segment = actions.has(action) ? action : full;
    const named = inParentheses.exec(segment);
    const isKey = collections.has(pattern.at(-1) ?? "") && !notKeys.has(segment);
    if (named) {
      const name = named[1] as string;
      pattern.push(spelling.get(name.toLowerCase()) ?? name, "{}");
      keys.push({ property: named[2] ?? "id", value: (named[3] as string).replaceAll("''", "'") });
    } else if (isKey) {
      pattern.push("{}");
      keys.push({ property: "id", value: segment });
    } else pattern.push(spelling.get(segment.toLowerCase()) ?? segment);
  }
  return { version, pattern: pattern.join("/"), keys };
}
