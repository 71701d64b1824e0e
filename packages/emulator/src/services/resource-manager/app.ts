import type { ArmErrorResponse } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import type { Caller } from "../../tokens/verify.ts";
import type { ArmAnswer, ArmCall } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";
import { holdForWrite } from "./identity-credentials.ts";
import { readJsonBody, refuseOtherMediaType } from "./json-body.ts";
import { metadataResponse } from "./metadata.ts";
import type { ArmPath } from "./path.ts";
import { parseArmPath } from "./path.ts";
import { refuseUnregistered } from "./providers.ts";
import { refuseApiVersion, refuseBearer, refuseForeignSubscription, refuseUnlessAllowed } from "./refusals.ts";
import type { Route } from "./route.ts";
import { routeOf } from "./route.ts";
import { findArmType } from "./types.ts";

function requireRoute(method: string, path: ArmPath): Route {
  const route = routeOf(method, path);
  if (route) return route;
  const released = findArmType(path.type ?? "")?.apiVersions;
  if (released && method !== "GET") {
    throw new ArmRefusal(
      405,
      "HttpMethodNotAllowed",
      `The HTTP method '${method}' is not supported for '${path.type ?? ""}'.`,
    );
  }
  throw new ArmRefusal(404, "InvalidResourceType", `The emulator has no ${method} for '${path.type ?? path.text}'.`);
}

interface Asked {
  readonly method: string;
  readonly path: ArmPath;
  readonly query: URLSearchParams;
  readonly body: ArmCall["body"];
}

/** The checks behind a route's own, and then its handler. */
function perform(context: Context, caller: Caller, asked: Asked & { readonly onlyChecks?: boolean }): ArmAnswer {
  const { method, path, body, onlyChecks = false } = asked;
  const route = requireRoute(method, path);
  refuseUnlessAllowed(context, caller, { path, route, body });
  refuseUnregistered(context, path, method);
  if (onlyChecks) return { status: 200 };
  const inner: ArmCall["perform"] = ({ id, ...wanted }) => {
    const innerPath = parseArmPath(id, wanted.method);
    refuseForeignSubscription(context, caller, innerPath);
    return perform(context, caller, { ...wanted, path: innerPath, query: asked.query });
  };
  return route.handler({ ...asked, context, caller, perform: inner });
}

/** Resource Manager reads the names of a query without regard to case: `Api-Version`, `$skipToken`. */
function withLowerCaseNames(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].map(([name, value]): [string, string] => [name.toLowerCase(), value]));
}

/** Whether a request changes anything: `listKeys` and the like are asked by POST. A read needs no disk. */
function isWrite(method: string, { action }: ArmPath): boolean {
  return method !== "GET" && method !== "HEAD" && !/^(?:list|check)/i.test(action ?? "");
}

/** What is done after a write, before it is kept and answered: other services have their part in some resources. */
export type AfterWrite = () => Promise<void>;

async function serve(context: Context, request: Request, afterWrite: AfterWrite): Promise<ArmAnswer> {
  const url = new URL(request.url);
  const { method } = request;
  const path = parseArmPath(url.pathname, method);
  const outcome = await authenticate(context, "resourceManager", request.headers.get("authorization"));
  if (!outcome.ok) throw refuseBearer(context, outcome);
  const { caller } = outcome;
  refuseForeignSubscription(context, caller, path);
  const query = withLowerCaseNames(url.searchParams);
  refuseApiVersion(path, query.get("api-version"));
  requireRoute(method, path);
  const release = holdForWrite(context, path, method);
  try {
    const text = await request.text();
    if (text !== "") refuseOtherMediaType(request.headers.get("content-type"));
    const body = readJsonBody(text);
    const answer = perform(context, caller, { method, path, query, body });
    if (isWrite(method, path)) {
      await afterWrite();
      await context.store.save();
    }
    return answer;
  } finally {
    release?.();
  }
}

function render(context: Context, refusal: ArmRefusal, headers: Readonly<Record<string, string>>): Response {
  const { code, message, status } = refusal;
  const body: ArmErrorResponse = { error: { code, message } };
  context.journal.add({
    kind: "refusal",
    service: "resourceManager",
    directory: null,
    code,
    message,
    correlationId: headers["x-ms-request-id"] ?? "",
    verdicts: [],
  });
  return Response.json(body, { status, headers: { ...headers, ...refusal.headers } });
}

/** Azure Resource Manager, as far as identities, hosts, storage accounts and roles are concerned. */
export function resourceManagerApp(context: Context, afterWrite: AfterWrite = async () => undefined): Hono {
  const app = new Hono({ strict: false });
  app.get("/metadata/endpoints", (c) => metadataResponse(context, c.req.query("api-version") ?? "2022-09-01"));
  app.all("*", async (c) => {
    const requestId = context.world.uuid();
    const headers = {
      "x-ms-request-id": requestId,
      "x-ms-correlation-request-id": c.req.header("x-ms-correlation-request-id") ?? requestId,
    };
    try {
      const { status, body, text, headers: more = {} } = await serve(context, c.req.raw, afterWrite);
      const init = { status, headers: { ...headers, ...more } };
      return body === undefined ? new Response(text ?? null, init) : Response.json(body, init);
    } catch (error) {
      if (error instanceof ArmRefusal) return render(context, error, headers);
      throw error;
    }
  });
  app.onError((error) => {
    const requestId = journalFailure(context, "resourceManager", error);
    const message = "The emulator failed; its journal has the reason.";
    const body = { error: { code: "InternalServerError", message } };
    return Response.json(body, { status: 500, headers: { "x-ms-request-id": requestId } });
  });
  return app;
}
