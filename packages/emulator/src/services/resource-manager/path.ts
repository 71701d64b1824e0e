/** A Resource Manager path, taken apart. Types keep the spelling of the request. */
export interface ArmPath {
  /** The path with single slashes and no slash at the end. */
  readonly text: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** `Microsoft.Web/sites`; for the parts below one `Microsoft.Web/sites/config`; a namespace alone for its provider. */
  readonly type?: string;
  /** The last name; absent when the path names a collection or ends in an action. */
  readonly name?: string;
  /** The id of the resource itself, without an action behind it. */
  readonly id: string;
  /** What is asked of a resource by POST, after its name: `listKeys`. */
  readonly action?: string;
  /** For a resource of Microsoft.Authorization: the scope in front of it. */
  readonly scope?: string;
}

/** The parts behind the last `/providers/`: namespace, then type and name in turns; a POST ends in its action. */
function provider(rest: string, before: string, method: string): Pick<ArmPath, "type" | "name" | "id" | "action"> {
  const [namespace = "", ...parts] = rest.split("/");
  const action = method === "POST" && parts.length % 2 === 1 ? parts.pop() : undefined;
  const types = parts.filter((_, index) => index % 2 === 0);
  const names = parts.filter((_, index) => index % 2 === 1);
  const name = names.length === types.length ? names.at(-1) : undefined;
  return {
    type: [namespace, ...types].join("/"),
    id: `${before}/providers/${[namespace, ...parts].join("/")}`,
    ...(name === undefined ? {} : { name }),
    ...(action === undefined ? {} : { action }),
  };
}

/** The path without its percent-encoding; as it is, when that is broken: no resource is called so. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return pathname;
    throw error;
  }
}

/** Reads a Resource Manager path; double slashes are collapsed, as clients send them. */
export function parseArmPath(pathname: string, method: string): ArmPath {
  const text = decoded(pathname)
    .replace(/\/{2,}/g, "/")
    .replace(/(.)\/$/, "$1")
    // The older way to write it, which the Azure CLI still uses for a deployment's operations.
    .replace(
      /^(\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+)?)\/deployments(?=\/|$)/i,
      "$1/providers/Microsoft.Resources/deployments",
    );
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(text)?.[1]?.toLowerCase();
  const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/i.exec(text)?.[1];
  const at = text.toLowerCase().lastIndexOf("/providers/");
  const before = at < 0 ? text : text.slice(0, at);
  const behind = at < 0 ? undefined : provider(text.slice(at + "/providers/".length), before, method);
  const isAuthorization = behind?.type?.toLowerCase().startsWith("microsoft.authorization/") === true;
  return {
    text,
    id: text,
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...behind,
    ...(isAuthorization ? { scope: before === "" ? "/" : before } : {}),
  };
}
