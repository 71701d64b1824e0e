// Graph and Resource Manager of two directories behind one fetch function. It behaves: it stores, checks the bearer's
// directory and audience, and answers 401, 403, 404 and 409 as the services do.
import type { Answer, FakeRequest } from "./answers.ts";
import { Ids, refusal } from "./answers.ts";
import { FakeGraph } from "./graph.ts";
import { contoso, contosoSubscription, fabrikam, fabrikamSubscription } from "./ids.ts";
import { FakeResourceManager } from "./resource-manager.ts";

export const graphOrigin = "https://graph.microsoft.com";
export const armOrigin = "https://management.azure.com";

export interface LoggedRequest {
  readonly method: string;
  /** Without the origin; decoded. */
  readonly path: string;
  readonly tenantId: string;
  readonly body?: unknown;
  readonly prefer?: string;
}

/** Answers in place of the service, or does nothing; may throw, as a network does. */
export type Disturbance = (request: FakeRequest, call: number) => Answer | undefined;

function tenantOf(headers: Headers, audience: string): string | undefined {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(headers.get("authorization") ?? "")?.[1];
  if (payload === undefined) return undefined;
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { tid: string; aud: string };
  return claims.aud === audience ? claims.tid : undefined;
}

export class FakeAzure {
  readonly ids = new Ids();
  readonly graph: FakeGraph = new FakeGraph(this.ids);
  readonly resourceManager: FakeResourceManager = new FakeResourceManager(
    new Map([
      [contosoSubscription, contoso],
      [fabrikamSubscription, fabrikam],
    ]),
    this.ids,
  );
  readonly requests: LoggedRequest[] = [];
  readonly headers: Headers[] = [];
  before: Disturbance = () => undefined;
  /** Runs after the service has done its work: an answer that is lost on its way. */
  after: Disturbance = () => undefined;

  readonly fetch = (input: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve) => {
      resolve(respond(this.#handle(new URL(input), init)));
    });

  get writes(): LoggedRequest[] {
    // Resource Manager reads secrets with POST.
    return this.requests.filter(({ method, path }) => method !== "GET" && !path.includes("/appsettings/list?"));
  }

  #handle(url: URL, init: RequestInit): Answer {
    const headers = new Headers(init.headers);
    const tenantId = tenantOf(headers, url.origin);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : undefined;
    const path = decodeURIComponent(url.pathname);
    const request: FakeRequest = {
      method: init.method ?? "GET",
      url,
      path,
      body: body ?? {},
      headers,
      tenantId: tenantId ?? "",
    };
    this.#log(request, body);
    const disturbed = this.before(request, this.requests.length);
    if (disturbed) return disturbed;
    if (tenantId === undefined)
      return refusal(401, "InvalidAuthenticationToken", "Access token is missing or invalid.");
    const answer = url.origin === graphOrigin ? this.graph.handle(request) : this.resourceManager.handle(request);
    return this.after(request, this.requests.length) ?? answer;
  }

  #log({ method, url, path, tenantId, headers }: FakeRequest, body: unknown): void {
    const prefer = headers.get("prefer");
    this.headers.push(headers);
    this.requests.push({
      method,
      path: `${path}${decodeURIComponent(url.search)}`,
      tenantId,
      ...(body === undefined ? {} : { body }),
      ...(prefer === null ? {} : { prefer }),
    });
  }
}

function respond({ status, body, headers }: Answer): Response {
  const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "request-id": "req-1", ...headers } });
}
