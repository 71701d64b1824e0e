import type { GraphErrorResponse } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import { mayAdministerApplications } from "../../directory/roles.ts";
import type { BearerOutcome } from "../../tokens/verify.ts";
import type { GraphCall, GraphHandler } from "./answer.ts";
import { badRequest, entity, GraphRefusal } from "./answer.ts";
import { applicationHandlers } from "./applications.ts";
import { federatedCredentialHandlers } from "./federated-credentials.ts";
import { parseGraphPath } from "./path.ts";
import { servicePrincipalHandlers } from "./service-principals.ts";

const organization: GraphHandler = (call) => {
  const { tenantId, displayName, domains, createdDateTime } = call.directory;
  const verifiedDomains = domains.map((name) => ({
    capabilities: "",
    isDefault: true,
    isInitial: true,
    name,
    type: "Managed",
  }));
  const { "@odata.context": context, ...item } = entity(call, "organization", {
    id: tenantId,
    displayName,
    createdDateTime,
    verifiedDomains,
  });
  return { status: 200, body: { "@odata.context": String(context).replace("/$entity", ""), value: [item] } };
};

/** What is emulated of Microsoft Graph, by method and path. */
const handlers: Readonly<Record<string, GraphHandler>> = {
  ...applicationHandlers,
  ...federatedCredentialHandlers,
  ...servicePrincipalHandlers,
  "GET organization": organization,
};

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

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text();
  if (text === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

/** Microsoft Graph, as far as directories are concerned. Serves the directory of the caller's token and no other. */
export function graphApp(context: Context): Hono {
  const app = new Hono();

  const render = (refusal: GraphRefusal, requestId: string, clientRequestId: string): Response => {
    const { code, message, details } = refusal;
    const date = new Date(context.world.now()).toISOString().slice(0, 19);
    const body: GraphErrorResponse = {
      error: {
        code,
        message,
        ...(details.length > 0 ? { details } : {}),
        innerError: { date, "request-id": requestId, "client-request-id": clientRequestId },
      },
    };
    context.journal.add({
      kind: "refusal",
      service: "graph",
      directory: null,
      code,
      message,
      correlationId: requestId,
      verdicts: [],
    });
    const challenge: Record<string, string> =
      refusal.status === 401
        ? {
            "WWW-Authenticate": `Bearer realm="", authorization_uri="${context.cloud.authority}/common/oauth2/authorize", client_id="${context.cloud.apis.graph.appId}"`,
          }
        : {};
    return Response.json(body, {
      status: refusal.status,
      headers: { "request-id": requestId, "client-request-id": clientRequestId, ...challenge },
    });
  };

  const serve = async (request: Request): Promise<{ readonly status: number; readonly body?: unknown }> => {
    const url = new URL(request.url);
    const outcome = await authenticate(context, "graph", request.headers.get("authorization"));
    if (!outcome.ok) throw refuseBearer(outcome);
    const path = parseGraphPath(url.pathname);
    const handler = path && handlers[`${request.method} ${path.pattern}`];
    if (!path || !handler) {
      throw badRequest(
        `Resource not found for the segment '${url.pathname.split("/").at(-1) ?? ""}'. The emulator has no ${request.method} ${path?.pattern ?? url.pathname}.`,
        { code: "BadRequest" },
      );
    }
    const { directory, principalId } = outcome.caller;
    if (!mayAdministerApplications(directory, principalId)) {
      throw new GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }
    const call: GraphCall = {
      context,
      directory,
      keys: path.keys,
      query: url.searchParams,
      body: await readBody(request),
      createIfMissing: /\bcreate-if-missing\b/i.test(request.headers.get("prefer") ?? ""),
    };
    const answer = handler(call);
    if (request.method !== "GET") await context.store.save();
    return answer;
  };

  app.all("*", async (c) => {
    const requestId = context.world.uuid();
    const clientRequestId = c.req.header("client-request-id") ?? requestId;
    try {
      const { status, body } = await serve(c.req.raw);
      const headers = { "request-id": requestId, "client-request-id": clientRequestId, "OData-Version": "4.0" };
      return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
    } catch (error) {
      if (error instanceof GraphRefusal) return render(error, requestId, clientRequestId);
      throw error;
    }
  });
  app.onError((error) => {
    const requestId = journalFailure(context, "graph", error);
    const message = "The emulator failed; its journal has the reason.";
    const body = { error: { code: "Service_InternalServerError", message, innerError: { "request-id": requestId } } };
    return Response.json(body, { status: 500, headers: { "request-id": requestId } });
  });
  return app;
}
