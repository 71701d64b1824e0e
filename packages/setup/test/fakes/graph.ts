// Microsoft Graph over all directories: applications live in one, service principals in each that knows them.
import type { Answer, FakeRequest, Ids } from "./answers.ts";
import { detailedRefusal, refusal } from "./answers.ts";
import type { FakePolicies } from "./policies.ts";

type Stored = Record<string, unknown> & { readonly id: string };

interface StoredApplication extends Stored {
  readonly appId: string;
  readonly tenantId: string;
  uniqueName: string | null;
  signInAudience: string;
  readonly credentials: Stored[];
}

const notFound = (what: string): Answer =>
  refusal(404, "Request_ResourceNotFound", `Resource '${what}' does not exist.`);

const alreadyThere = (what: string): Answer =>
  refusal(409, "Request_MultipleObjectsWithSameKeyValue", `Another object with the same value ${what} already exists.`);

export class FakeGraph {
  readonly applications: StoredApplication[] = [];
  readonly servicePrincipals: (Stored & { readonly tenantId: string; readonly appId: string })[] = [];
  readonly appRoles: (Stored & {
    readonly principalId: string;
    readonly appRoleId: string;
    readonly resourceId: string;
  })[] = [];
  readonly delegated: (Stored & { readonly clientId: string })[] = [];
  /** Without it the directory knows no app management policies. */
  policies: FakePolicies | undefined;
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  handle(request: FakeRequest): Answer {
    const application = /^\/v1\.0\/applications\((uniqueName|appId)='([^']*)'\)(\/.*)?$/.exec(request.path);
    if (application) return this.#application(request, application as unknown as [string, string, string, string?]);
    const principal = /^\/v1\.0\/servicePrincipals\(appId='([^']*)'\)$/.exec(request.path);
    if (principal) return this.#servicePrincipal(request, principal[1] ?? "");
    const below = /^\/v1\.0\/servicePrincipals\/([^/]+)\/(appRoleAssignments|oauth2PermissionGrants)(?:\/(.+))?$/.exec(
      request.path,
    );
    if (below) return this.#permissions(request, below as unknown as [string, string, string, string?]);
    if (request.path === "/v1.0/servicePrincipals") {
      return request.method === "POST" ? this.#makePrincipal(request) : this.#findByName(request);
    }
    if (this.policies) return this.policies.handle(request);
    return refusal(404, "Request_ResourceNotFound", `no such path ${request.path}`);
  }

  /** An application as `az ad app create` leaves it: without a unique name. */
  addApplication(tenantId: string, properties: Record<string, unknown> = {}): StoredApplication {
    const application: StoredApplication = {
      id: this.#ids.next("c0b0ec7"),
      appId: this.#ids.next("c11e47"),
      tenantId,
      displayName: "an app",
      uniqueName: null,
      signInAudience: "AzureADMyOrg",
      requiredResourceAccess: [],
      servicePrincipalLockConfiguration: null,
      passwordCredentials: [],
      keyCredentials: [],
      notes: null,
      tags: [],
      ...properties,
      credentials: [],
    };
    this.applications.push(application);
    return application;
  }

  #application(request: FakeRequest, [, key, value, rest]: [string, string, string, string?]): Answer {
    const found = this.applications.find((one) => one.tenantId === request.tenantId && one[key] === value);
    if (rest !== undefined) return found ? this.#credentials(request, found, rest) : notFound(value);
    if (request.method === "GET") return found ? { status: 200, body: shown(found) } : notFound(value);
    if (request.method === "DELETE") {
      if (!found) return notFound(value);
      this.applications.splice(this.applications.indexOf(found), 1);
      return { status: 204 };
    }
    if (request.method !== "PATCH") return refusal(405, "Request_BadRequest", "method");
    if (found) {
      Object.assign(found, request.body);
      return { status: 204 };
    }
    if (request.headers.get("prefer") !== "create-if-missing" || key !== "uniqueName") return notFound(value);
    return { status: 201, body: shown(this.addApplication(request.tenantId, { ...request.body, uniqueName: value })) };
  }

  #credentials(request: FakeRequest, application: StoredApplication, rest: string): Answer {
    const list = application.credentials;
    if (rest === "/federatedIdentityCredentials" && request.method === "GET")
      return { status: 200, body: { value: list } };
    const isNew = rest === "/federatedIdentityCredentials";
    const name = isNew
      ? String(request.body["name"])
      : /^\/federatedIdentityCredentials\(name='([^']*)'\)$/.exec(rest)?.[1];
    if (name === undefined) return notFound(rest);
    const existing = list.find((one) => one["name"] === name);
    if (request.method === "DELETE") {
      if (!existing) return notFound(name);
      list.splice(list.indexOf(existing), 1);
      return { status: 204 };
    }
    const same = list.find(
      (one) =>
        one !== existing && one["issuer"] === request.body["issuer"] && one["subject"] === request.body["subject"],
    );
    if (same) return refusal(400, "Request_BadRequest", "issuer and subject already exist on this application");
    if (existing && isNew) return alreadyThere(name);
    if (existing) {
      Object.assign(existing, request.body);
      return { status: 204 };
    }
    if (!isNew) return notFound(name);
    if (list.length >= 20) return refusal(403, "Authorization_RequestDenied", "directory size limit");
    const created = { id: this.#ids.next("f1c"), name, description: null, ...request.body };
    list.push(created);
    return { status: 201, body: created };
  }

  #servicePrincipal(request: FakeRequest, appId: string): Answer {
    const { tenantId, method, body } = request;
    const found = this.servicePrincipals.find((one) => one.tenantId === tenantId && one.appId === appId);
    if (method === "GET") return found ? { status: 200, body: found } : notFound(appId);
    if (method === "DELETE") {
      if (!found) return notFound(appId);
      this.servicePrincipals.splice(this.servicePrincipals.indexOf(found), 1);
      const held = this.appRoles.filter((one) => one.principalId !== found.id);
      this.appRoles.splice(0, this.appRoles.length, ...held);
      return { status: 204 };
    }
    if (!found) return notFound(appId);
    Object.assign(found, body);
    return { status: 204 };
  }

  /** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
  #makePrincipal({ tenantId, body }: FakeRequest): Answer {
    const appId = String(body["appId"]);
    if (this.servicePrincipals.some((one) => one.tenantId === tenantId && one.appId === appId)) {
      return alreadyThere(appId);
    }
    const application = this.applications.find((one) => one.appId === appId);
    const isUsable = application?.tenantId === tenantId || application?.signInAudience === "AzureADMultipleOrgs";
    if (!application || !isUsable) return this.noBackingApplication(appId);
    const created = {
      id: this.#ids.next("e0"),
      tenantId,
      appId,
      displayName: application["displayName"],
      accountEnabled: true,
      appOwnerOrganizationId: application.tenantId,
      servicePrincipalType: "Application",
      ...body,
    };
    this.servicePrincipals.push(created);
    return { status: 201, body: created };
  }

  /** An API's service principal, as Microsoft's own are in every directory. */
  addApi(
    tenantId: string,
    api: { readonly appId: string; readonly names?: readonly string[]; readonly roles: readonly string[] },
  ): Stored {
    const created = {
      id: this.#ids.next("a91"),
      tenantId,
      appId: api.appId,
      displayName: `API ${api.appId.slice(0, 8)}`,
      accountEnabled: true,
      servicePrincipalNames: [api.appId, ...(api.names ?? [])],
      appRoles: api.roles.map((value) => ({
        id: this.#ids.next("401e"),
        value,
        isEnabled: true,
        allowedMemberTypes: ["Application"],
      })),
    };
    this.servicePrincipals.push(created);
    return created;
  }

  #findByName({ tenantId, url }: FakeRequest): Answer {
    const name = /n eq '(.*)'\)$/.exec(url.searchParams.get("$filter") ?? "")?.[1];
    const value = this.servicePrincipals.filter(
      (one) => one.tenantId === tenantId && ((one["servicePrincipalNames"] ?? []) as string[]).includes(name ?? ""),
    );
    return { status: 200, body: { value } };
  }

  /** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments */
  #permissions({ tenantId, method, body }: FakeRequest, [, id, kind, item]: [string, string, string, string?]): Answer {
    if (!this.servicePrincipals.some((one) => one.id === id && one.tenantId === tenantId)) return notFound(id);
    if (kind === "oauth2PermissionGrants") {
      return { status: 200, body: { value: this.delegated.filter((one) => one.clientId === id) } };
    }
    const mine = this.appRoles.filter((one) => one.principalId === id);
    if (method === "GET") return { status: 200, body: { value: mine } };
    if (method === "DELETE") {
      const found = mine.find((one) => one.id === item);
      if (!found) return notFound(item ?? "");
      this.appRoles.splice(this.appRoles.indexOf(found), 1);
      return { status: 204 };
    }
    const { resourceId, appRoleId } = body as { resourceId: string; appRoleId: string };
    if (mine.some((one) => one.resourceId === resourceId && one.appRoleId === appRoleId)) {
      return refusal(400, "Request_BadRequest", "Permission being assigned already exists on the object");
    }
    const created = { id: this.#ids.next("a55"), principalId: id, resourceId, appRoleId };
    this.appRoles.push(created);
    return { status: 201, body: created };
  }

  noBackingApplication(appId: string): Answer {
    return detailedRefusal(400, "Request_BadRequest", {
      detail: "NoBackingApplicationObject",
      message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
    });
  }
}

function shown({ credentials: _credentials, tenantId: _tenantId, ...application }: StoredApplication): unknown {
  return application;
}
