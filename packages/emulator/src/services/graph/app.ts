import type { GraphErrorResponse } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { powersOf } from "../../directory/roles.ts";
import { journalFailure } from "../../failure.ts";
import { isNestedTooDeep } from "../../nesting.ts";
import type { BearerOutcome } from "../../tokens/verify.ts";
import { serveBatch } from "./batch.ts";
import type { GraphAnswer, GraphCall, GraphRoute } from "./call.ts";
import type { GraphPath } from "./path.ts";
import { parseGraphPath } from "./path.ts";
import { readQuery } from "./query-options.ts";
import { badRequest, denied, GraphRefusal } from "./refusal.ts";
import { graphRoutes } from "./route.ts";

function refuseBearer(outcome: Extract<BearerOutcome, { ok: false }>): GraphRefusal {
  const code = "InvalidAuthenticationToken";
  if (outcome.reason === "missing") {
    // The Graph client for JS leaves the token out silently unless the URL is https and the host is listed.
    return new GraphRefusal(
      401,
      code,
      "Access token is empty. There is no Authorization header; the Graph client for JS sends one only over https and to hosts in its customHosts.",
    );
  }
  if (outcome.reason === "expired")
    return new GraphRefusal(401, code, "Lifetime validation failed, the token is expired.");
  return new GraphRefusal(401, code, `Access token validation failure. Invalid ${outcome.reason}.`);
}

function isJson(contentType: string | null): boolean {
  return /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(contentType?.trim() ?? "");
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text();
  if (text === "" && request.method !== "PATCH") return {};
  // Recorded by a client that looks for it: https://github.com/n8n-io/n8n (the node for Entra ID)
  if (text === "") throw new GraphRefusal(400, "BadRequest", "Empty Payload. JSON content expected.");
  try {
    const isReadable = isJson(request.headers.get("content-type")) && !isNestedTooDeep(text);
    const body: unknown = isReadable ? JSON.parse(text) : undefined;
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

function render(context: Context, refusal: GraphRefusal, ids: Readonly<Record<string, string>>): Response {
  const { code, message, details, status } = refusal;
  const date = new Date(context.world.now()).toISOString().slice(0, 19);
  const body: GraphErrorResponse = {
    error: { code, message, ...(details.length > 0 ? { details } : {}), innerError: { date, ...ids } },
  };
  context.journal.add({
    kind: "refusal",
    service: "graph",
    directory: null,
    code,
    message,
    correlationId: ids["request-id"] ?? "",
    verdicts: [],
  });
  const challenge: Record<string, string> =
    status === 401
      ? {
          "WWW-Authenticate": `Bearer realm="", authorization_uri="${context.cloud.authority}/common/oauth2/authorize", client_id="${context.cloud.apis.graph.appId}"`,
        }
      : {};
  return Response.json(body, { status, headers: { ...ids, ...challenge } });
}

interface Found {
  readonly path: GraphPath;
  readonly route: GraphRoute;
  /** Only how many there are is asked. */
  readonly isCount: boolean;
}

const otherMethods = ["GET", "POST", "PATCH", "DELETE"];

function requireRoute(method: string, url: URL): Found {
  const path = parseGraphPath(url.pathname);
  const isCount = path?.pattern.endsWith("/$count") === true && method === "GET";
  const route = path && graphRoutes[`${method} ${isCount ? path.pattern.slice(0, -"/$count".length) : path.pattern}`];
  if (path && route) return { path, route, isCount };
  const isThere = path && otherMethods.some((other) => graphRoutes[`${other} ${path.pattern}`] !== undefined);
  if (isThere === true)
    throw new GraphRefusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
  throw new GraphRefusal(
    400,
    "BadRequest",
    `Resource not found for the segment '${url.pathname.split("/").at(-1) ?? ""}'. The emulator has no ${method} ${path?.pattern ?? url.pathname}.`,
  );
}

/**
 * `…/$count`: the number of what the list would hold, as text.
 *
 * @see https://learn.microsoft.com/graph/aad-advanced-queries (why it wants the header)
 */
function countOf({ handler }: GraphRoute, call: GraphCall): GraphAnswer {
  // Recorded: https://github.com/azurekid/ScEntra/issues/17
  if (!call.isEventual) {
    const message =
      "Raw count (/$count) is not supported because the 'ConsistencyLevel:eventual' header is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information";
    throw new GraphRefusal(400, "Request_UnsupportedQuery", message);
  }
  const query = new URLSearchParams(call.query);
  query.set("$count", "true");
  const { body } = handler({ ...call, query });
  const count = (body as Readonly<Record<string, unknown>> | undefined)?.["@odata.count"];
  if (typeof count !== "number") throw badRequest("$count is not supported on this resource.");
  return { status: 200, text: String(count) };
}

async function serve(context: Context, request: Request): Promise<GraphAnswer> {
  const url = new URL(request.url);
  const outcome = await authenticate(context, "graph", request.headers.get("authorization"));
  if (!outcome.ok) throw refuseBearer(outcome);
  const { path, route, isCount } = requireRoute(request.method, url);
  const { caller } = outcome;
  const { directory, principalId, claims } = caller;
  const appRoles = Array.isArray(claims["roles"]) ? claims["roles"].map(String) : [];
  const powers = powersOf(directory, principalId, appRoles);
  if (!route.needs.some((power) => powers.has(power))) throw denied();
  const call: GraphCall = {
    context,
    caller,
    directory,
    powers,
    version: path.version,
    url,
    keys: path.keys,
    query: readQuery(url.searchParams),
    body: await readBody(request),
    isEventual: request.headers.get("consistencylevel")?.toLowerCase() === "eventual",
    createIfMissing: /\bcreate-if-missing\b/i.test(request.headers.get("prefer") ?? ""),
  };
  if (isCount) return countOf(route, call);
  const answer = route.handler(call);
  if (request.method !== "GET") await context.store.save();
  return answer;
}

/** Microsoft Graph, as far as directories are concerned. Serves the directory of the caller's token and no other. */
export function graphApp(context: Context): Hono {
  const app = new Hono();

  const answer = async (request: Request): Promise<Response> => {
    const requestId = context.world.uuid();
    const ids = {
      "request-id": requestId,
      "client-request-id": request.headers.get("client-request-id") ?? requestId,
    };
    try {
      if (request.method === "POST" && /^\/+(v1\.0|beta)\/+\$batch$/.test(new URL(request.url).pathname)) {
        return await serveBatch(request, answer);
      }
      const { status, body, text } = await serve(context, request);
      const headers = { ...ids, "OData-Version": "4.0" };
      if (text !== undefined)
        return new Response(text, { status, headers: { ...headers, "content-type": "text/plain" } });
      return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
    } catch (error) {
      if (error instanceof GraphRefusal) return render(context, error, ids);
      throw error;
    }
  };

  app.all("*", (c) => answer(c.req.raw));
  app.onError((error) => {
    const requestId = journalFailure(context, "graph", error);
    const message = "The emulator failed; its journal has the reason.";
    const body = { error: { code: "Service_InternalServerError", message, innerError: { "request-id": requestId } } };
    return Response.json(body, { status: 500, headers: { "request-id": requestId } });
  });
  return app;
}
