// App management policies of one directory: https://learn.microsoft.com/graph/api/resources/appmanagementpolicy
import type { Answer, FakeRequest } from "./answers.ts";
import { refusal } from "./answers.ts";

type Policy = Record<string, unknown> & { readonly id: string };

export class FakePolicies {
  readonly policies: Policy[] = [];
  /** Application object id to the policy's id. */
  readonly assigned = new Map<string, string>();
  mayWrite = true;

  handle({ method, path, body }: FakeRequest): Answer {
    if (method !== "GET" && !this.mayWrite)
      return refusal(403, "Authorization_RequestDenied", "Insufficient privileges");
    if (path === "/v1.0/policies/appManagementPolicies") return this.#collection(method, body);
    const [, application = "", policy] =
      /^\/v1\.0\/applications\/([^/]+)\/appManagementPolicies(?:\/([^/$]+))?/.exec(path) ?? [];
    if (method === "GET") {
      const id = this.assigned.get(application);
      return { status: 200, body: { value: this.policies.filter((one) => one.id === id) } };
    }
    if (method === "DELETE") {
      return { status: policy !== undefined && this.assigned.delete(application) ? 204 : 404 };
    }
    this.assigned.set(application, String(body["@odata.id"]).split("/").at(-1) ?? "");
    return { status: 204 };
  }

  #collection(method: string, body: Record<string, unknown>): Answer {
    if (method === "GET") return { status: 200, body: { value: this.policies } };
    const created = { id: `9011c1e5-0000-4000-8000-00000000000${this.policies.length}`, ...body };
    this.policies.push(created);
    return { status: 201, body: created };
  }
}
