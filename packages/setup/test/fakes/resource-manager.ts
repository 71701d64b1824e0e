// Azure Resource Manager over the subscriptions of all directories.
import type { Answer, FakeRequest, Ids } from "./answers.ts";
import { refusal } from "./answers.ts";

interface StoredAssignment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly tenantId: string;
  readonly properties: Record<string, unknown>;
}

interface StoredResource {
  readonly id: string;
  readonly body: Record<string, unknown>;
}

const hostTypes =
  /\/providers\/(microsoft\.web\/sites|microsoft\.compute\/virtualmachines|microsoft\.app\/containerapps)\/[^/]+$/;
const identityType = /\/providers\/microsoft\.managedidentity\/userassignedidentities\/([^/]+)$/;
const scopeType =
  /^\/subscriptions\/[^/]+(\/resourcegroups\/[^/]+(\/providers\/microsoft\.(storage\/storageaccounts|cognitiveservices\/accounts|keyvault\/vaults)\/[^/]+(\/projects\/[^/]+)?)?)?$/;
const assignmentPath = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments(?:\/([^/]+))?$/;
const definitionPath = /^(.*)\/providers\/Microsoft\.Authorization\/roleDefinitions(?:\/([^/]+))?$/;

export class FakeResourceManager {
  /** Subscription id to the directory it belongs to. */
  readonly subscriptions: Map<string, string>;
  /** By lower-cased id. */
  readonly resources = new Map<string, StoredResource>();
  readonly assignments: StoredAssignment[] = [];
  /** Subscriptions, groups and accounts are all there, but for these: lower-cased ids. */
  readonly missing = new Set<string>();
  readonly customRoles = new Map<string, string>();
  /** What custom roles allow, by their GUIDs. */
  readonly customPermissions = new Map<string, object>();
  /** Members of groups, by the groups' object ids. */
  readonly groups = new Map<string, readonly string[]>();
  readonly #ids: Ids;

  constructor(subscriptions: Map<string, string>, ids: Ids) {
    this.subscriptions = subscriptions;
    this.#ids = ids;
  }

  addHost(id: string, identity?: Record<string, unknown>): void {
    this.resources.set(id.toLowerCase(), {
      id,
      body: { id, name: id.split("/").at(-1), ...(identity ? { identity } : {}) },
    });
  }

  handle(request: FakeRequest): Answer {
    const subscription = /^\/subscriptions\/([^/]+)/.exec(request.path)?.[1]?.toLowerCase() ?? "";
    const owner = this.subscriptions.get(subscription);
    if (owner === undefined) return refusal(404, "SubscriptionNotFound", "The subscription could not be found.");
    if (owner !== request.tenantId) {
      return refusal(401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.");
    }
    if (!request.url.searchParams.has("api-version")) return refusal(400, "MissingApiVersionParameter", "api-version");
    const assignment = assignmentPath.exec(request.path);
    if (assignment) return this.#assignment(request, assignment[1] ?? "", assignment[2]);
    const definitions = definitionPath.exec(request.path);
    if (definitions?.[2] !== undefined) return this.#definition(definitions[2]);
    if (definitions) return this.#definitions(request, definitions[1] ?? "");
    const settings = /^(.*)\/config\/appsettings(\/list)?$/.exec(request.path);
    if (settings) return this.#settings(request, (settings[1] ?? "").toLowerCase());
    const id = request.path.toLowerCase();
    if (scopeType.test(id) && request.method === "GET") {
      return this.missing.has(id) ? refusal(404, "ResourceNotFound", id) : { status: 200, body: { id } };
    }
    if (identityType.test(id)) return this.#identity(request, id);
    return hostTypes.test(id) ? this.#host(request, id) : refusal(404, "ResourceNotFound", id);
  }

  #identity(request: FakeRequest, key: string): Answer {
    const found = this.resources.get(key);
    if (request.method === "DELETE") return { status: this.resources.delete(key) ? 200 : 204 };
    if (request.method === "GET")
      return found ? { status: 200, body: found.body } : refusal(404, "ResourceNotFound", key);
    if (found) return { status: 200, body: found.body };
    const body = {
      id: request.path,
      name: request.path.split("/").at(-1),
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      ...request.body,
      properties: {
        tenantId: request.tenantId,
        principalId: this.#ids.next("b0"),
        clientId: this.#ids.next("1d"),
      },
    };
    this.resources.set(key, { id: request.path, body });
    return { status: 201, body };
  }

  #host(request: FakeRequest, key: string): Answer {
    const found = this.resources.get(key);
    if (!found) return refusal(404, "ResourceNotFound", key);
    if (request.method === "PATCH") {
      const { type, userAssignedIdentities: given } = request.body["identity"] as Record<string, unknown>;
      const userAssignedIdentities = Object.fromEntries(
        Object.entries((given ?? {}) as Record<string, unknown>).filter(([, value]) => value !== null),
      );
      const ids = Object.keys(userAssignedIdentities);
      const missing = ids.find((id) => !this.resources.has(id.toLowerCase()));
      if (missing !== undefined) return refusal(400, "FailedIdentityOperation", `${missing} was not found`);
      found.body["identity"] = { type, ...(ids.length > 0 ? { userAssignedIdentities } : {}) };
    }
    return { status: 200, body: found.body };
  }

  /** Application settings by the site's lower-cased id. */
  readonly settings = new Map<string, Record<string, string>>();

  #settings({ method, body }: FakeRequest, site: string): Answer {
    if (!this.resources.has(site)) return refusal(404, "ResourceNotFound", site);
    if (method === "PUT") this.settings.set(site, body["properties"] as Record<string, string>);
    return { status: 200, body: { properties: this.settings.get(site) ?? {} } };
  }

  #definitions(request: FakeRequest, scope: string): Answer {
    const name =
      /^roleName eq '(.*)'$/.exec(request.url.searchParams.get("$filter") ?? "")?.[1]?.replaceAll("''", "'") ?? "";
    const id = this.customRoles.get(name);
    const value = id ? [{ id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${id}`, name: id }] : [];
    return { status: 200, body: { value } };
  }

  #definition(id: string): Answer {
    const permissions = this.customPermissions.get(id);
    if (permissions === undefined) return refusal(404, "RoleDefinitionDoesNotExist", id);
    return { status: 200, body: { name: id, properties: { roleName: "of their own", permissions: [permissions] } } };
  }

  #assignment(request: FakeRequest, scope: string, name: string | undefined): Answer {
    if (name === undefined) return this.#listAssignments(request, scope);
    if (request.method === "DELETE") {
      const index = this.assignments.findIndex((one) => one.name === name);
      if (index < 0) return { status: 204 };
      return { status: 200, body: this.assignments.splice(index, 1)[0] };
    }
    const properties: Record<string, unknown> = {
      condition: null,
      conditionVersion: null,
      ...(request.body["properties"] as object),
      scope,
    };
    const same = this.assignments.find((one) => isSame(one.properties, properties));
    if (same && same.name !== name) return refusal(409, "RoleAssignmentExists", "The role assignment already exists.");
    if (same) return { status: 200, body: same };
    if (this.assignments.some((one) => one.name === name)) {
      return refusal(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      );
    }
    const created = this.addAssignment(request.tenantId, { name, properties });
    return { status: 201, body: created };
  }

  addAssignment(tenantId: string, assignment: Pick<StoredAssignment, "name" | "properties">): StoredAssignment {
    const id = `${String(assignment.properties["scope"])}/providers/Microsoft.Authorization/roleAssignments/${assignment.name}`;
    const created = { ...assignment, id, type: "Microsoft.Authorization/roleAssignments", tenantId };
    this.assignments.push(created);
    return created;
  }

  #listAssignments(request: FakeRequest, scope: string): Answer {
    const filter = request.url.searchParams.get("$filter") ?? "";
    const principal = /^principalId eq '(.*)'$/.exec(filter)?.[1];
    const member = /^assignedTo\('(.*)'\)$/.exec(filter)?.[1];
    const value = this.assignments.filter(({ properties }) => {
      const at = String(properties["scope"]).toLowerCase();
      const here = scope.toLowerCase();
      const holder = String(properties["principalId"]);
      const isHeld = holder === member || (member !== undefined && this.groups.get(holder)?.includes(member) === true);
      return (holder === principal || isHeld || filter === "") && (at.startsWith(here) || here.startsWith(at));
    });
    return { status: 200, body: { value } };
  }
}

function isSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return ["scope", "principalId", "roleDefinitionId"].every(
    (key) => String(one[key]).toLowerCase() === String(other[key]).toLowerCase(),
  );
}
