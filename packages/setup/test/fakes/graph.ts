// Microsoft Graph over all directories: applications live in one, service principals in each that knows them.
import type { Answer, FakeRequest, Ids } from "./answers.ts";
import { detailedRefusal, refusal } from "./answers.ts";

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

export class FakeGraph {
  readonly applications: StoredApplication[] = [];
  readonly servicePrincipals: (Stored & { readonly tenantId: string; readonly appId: string })[] = [];
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  handle(request: FakeRequest): Answer {
    const application = /^\/v1\.0\/applications\((uniqueName|appId)='([^']*)'\)(\/.*)?$/.exec(request.path);
    if (application) return this.#application(request, application as unknown as [string, string, string, string?]);
    const principal = /^\/v1\.0\/servicePrincipals\(appId='([^']*)'\)$/.exec(request.path);
    if (principal) return this.#servicePrincipal(request, principal[1] ?? "");
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
    const name = /^\/federatedIdentityCredentials\(name='([^']*)'\)$/.exec(rest)?.[1];
    if (name === undefined || request.method !== "PATCH") return notFound(rest);
    const existing = list.find((one) => one["name"] === name);
    const same = list.find(
      (one) =>
        one !== existing && one["issuer"] === request.body["issuer"] && one["subject"] === request.body["subject"],
    );
    if (same) return refusal(400, "Request_BadRequest", "issuer and subject already exist on this application");
    if (existing) {
      Object.assign(existing, request.body);
      return { status: 204 };
    }
    if (list.length >= 20) return refusal(403, "Authorization_RequestDenied", "directory size limit");
    const created = { id: this.#ids.next("f1c"), name, description: null, ...request.body };
    list.push(created);
    return { status: 201, body: created };
  }

  #servicePrincipal(request: FakeRequest, appId: string): Answer {
    const { tenantId, method, headers, body } = request;
    const found = this.servicePrincipals.find((one) => one.tenantId === tenantId && one.appId === appId);
    if (method === "GET") return found ? { status: 200, body: found } : notFound(appId);
    if (found) {
      Object.assign(found, body);
      return { status: 204 };
    }
    if (headers.get("prefer") !== "create-if-missing") return notFound(appId);
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
