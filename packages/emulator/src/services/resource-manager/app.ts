import type { ArmErrorResponse } from "@tegata/core";
import { v1Issuer } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import { findAllowing } from "../../resources/access.ts";
import { findSubscription } from "../../resources/resource.ts";
import type { BearerOutcome, Caller } from "../../tokens/verify.ts";
import type { ArmAnswer } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";
import { metadataResponse } from "./metadata.ts";
import type { ArmPath } from "./path.ts";
import { parseArmPath } from "./path.ts";
import type { Route } from "./route.ts";
import { routeOf } from "./route.ts";

function refuseBearer(context: Context, outcome: Extract<BearerOutcome, { ok: false }>): ArmRefusal {
  const challenge = {
    "WWW-Authenticate": `Bearer authorization_uri="${context.cloud.authority}/common", error="invalid_token"`,
  };
  if (outcome.reason === "missing") {
    return new ArmRefusal(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing.",
      challenge,
    );
  }
  if (outcome.reason === "expired")
    return new ArmRefusal(401, "ExpiredAuthenticationToken", "The access token expiry has passed.", challenge);
  if (outcome.reason === "audience") {
    const { resourceManager } = context.origins;
    const allowed = ["https://management.core.windows.net/", "https://management.azure.com/", resourceManager]
      .map((each) => `'${each}'`)
      .join(",");
    const message = `The access token has been obtained for wrong audience or resource '${outcome.saw}'. It should exactly match with one of the allowed audiences ${allowed}.`;
    return new ArmRefusal(401, "InvalidAuthenticationTokenAudience", message, challenge);
  }
  return new ArmRefusal(
    401,
    "InvalidAuthenticationToken",
    `The access token is invalid (${outcome.reason}).`,
    challenge,
  );
}

/** A subscription trusts one directory; the challenge names it, so that clients can ask there. */
function refuseForeignSubscription(context: Context, caller: Caller, path: ArmPath): void {
  if (path.subscriptionId === undefined) return;
  const subscription = findSubscription(context.store.state.arm, path.text);
  if (!subscription) {
    throw new ArmRefusal(404, "SubscriptionNotFound", `The subscription '${path.subscriptionId}' could not be found.`);
  }
  if (subscription.tenantId === caller.directory.tenantId) return;
  const [saw, wanted] = [caller.directory.tenantId, subscription.tenantId].map((tenantId) =>
    v1Issuer(context.cloud, tenantId),
  );
  throw new ArmRefusal(
    401,
    "InvalidAuthenticationTokenTenant",
    `The access token is from the wrong issuer '${saw ?? ""}'. It must match the tenant '${wanted ?? ""}' associated with this subscription. Please use the authority (URL) '${context.cloud.authority}/${subscription.tenantId}' to get the token.`,
    {
      "WWW-Authenticate": `Bearer authorization_uri="${context.cloud.authority}/${subscription.tenantId}", error="invalid_token", error_description="The access token is from the wrong issuer."`,
    },
  );
}

function refuseUnlessAllowed(context: Context, caller: Caller, route: Route): void {
  const { operation, scope } = route;
  if (operation === undefined || scope === undefined) return;
  const { principalId, clientId } = caller;
  if (findAllowing(context.store.state.arm, { principalId, scope, kind: "action", operation })) return;
  throw new ArmRefusal(
    403,
    "AuthorizationFailed",
    `The client '${clientId}' with object id '${principalId}' does not have authorization to perform action '${operation}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text();
  if (text === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) return body as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ArmRefusal(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}

/** Azure Resource Manager, as far as identities, hosts, storage accounts and roles are concerned. */
export function resourceManagerApp(context: Context): Hono {
  const app = new Hono({ strict: false });
  app.get("/metadata/endpoints", (c) => metadataResponse(context, c.req.query("api-version") ?? "2022-09-01"));

  const serve = async (request: Request): Promise<ArmAnswer> => {
    const url = new URL(request.url);
    const path = parseArmPath(url.pathname);
    const outcome = await authenticate(context, "resourceManager", request.headers.get("authorization"));
    if (!outcome.ok) throw refuseBearer(context, outcome);
    const { caller } = outcome;
    refuseForeignSubscription(context, caller, path);
    // Any api-version is taken: the emulator pins none. It must be there, as in Azure.
    if (!url.searchParams.has("api-version")) {
      throw new ArmRefusal(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
      );
    }
    const route = routeOf(request.method, path);
    if (!route)
      throw new ArmRefusal(
        404,
        "InvalidResourceType",
        `The emulator has no ${request.method} for '${path.type ?? path.text}'.`,
      );
    refuseUnlessAllowed(context, caller, route);
    const answer = route.handler({
      context,
      method: request.method,
      caller,
      path,
      query: url.searchParams,
      body: await readBody(request),
    });
    if (request.method !== "GET") await context.store.save();
    return answer;
  };

  app.all("*", async (c) => {
    const requestId = context.world.uuid();
    const headers = {
      "x-ms-request-id": requestId,
      "x-ms-correlation-request-id": c.req.header("x-ms-correlation-request-id") ?? requestId,
    };
    try {
      const { status, body } = await serve(c.req.raw);
      return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
    } catch (error) {
      if (!(error instanceof ArmRefusal)) throw error;
      const { code, message, status } = error;
      const body: ArmErrorResponse = { error: { code, message } };
      context.journal.add({
        kind: "refusal",
        service: "resourceManager",
        directory: null,
        code,
        message,
        correlationId: requestId,
        verdicts: [],
      });
      return Response.json(body, { status, headers: { ...headers, ...error.headers } });
    }
  });
  app.onError((error) => {
    const requestId = journalFailure(context, "resourceManager", error);
    const body = {
      error: { code: "InternalServerError", message: "The emulator failed; its journal has the reason." },
    };
    return Response.json(body, { status: 500, headers: { "x-ms-request-id": requestId } });
  });
  return app;
}
