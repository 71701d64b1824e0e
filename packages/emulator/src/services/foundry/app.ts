import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import { isNestedTooDeep } from "../../nesting.ts";
import type { Resource } from "../../resources/resource.ts";
import { findSubscription } from "../../resources/resource.ts";
import type { Caller } from "../../tokens/verify.ts";
import { authorizeFoundry } from "./authorize.ts";
import type { FoundryCall } from "./call.ts";
import { mapping } from "./input.ts";
import type { Mind } from "./mind.ts";
import { deterministicMind } from "./mind.ts";
import type { ModelEndpoint } from "./model-endpoint.ts";
import { forwardingMind } from "./model-endpoint.ts";
import { findProject, placeOf } from "./place.ts";
import type { Place } from "./place.ts";
import { bound, projectData } from "./project-data.ts";
import {
  badApiVersion,
  FoundryRefusal,
  keysDisabled,
  openAIError,
  otherTenant,
  projectNotFound,
  publicAccessDisabled,
  resourceNotFound,
  unauthorized,
  wrongKey,
} from "./refusal.ts";
import type { FoundryRoute } from "./routes.ts";
import { findRoute } from "./routes.ts";
import { unservedOfAccount, unservedOfProject } from "./unserved.ts";
import type { Json } from "./wire.ts";

function isPublic({ properties }: Resource): boolean {
  const value = properties["publicNetworkAccess"];
  return typeof value !== "string" || value.toLowerCase() !== "disabled";
}

/** @see https://learn.microsoft.com/azure/ai-services/authentication */
function refuseKey({ headers }: Request, { properties }: Resource): void {
  if (headers.has("authorization")) return;
  if (!headers.has("api-key") && !headers.has("ocp-apim-subscription-key")) return;
  throw properties["disableLocalAuth"] === true ? keysDisabled() : wrongKey();
}

/** Who calls: with a token for Foundry, of the directory that the account's subscription trusts. */
async function callerOf(context: Context, request: Request, account: Resource): Promise<Caller> {
  const outcome = await authenticate(context, "foundry", request.headers.get("authorization"));
  if (!outcome.ok) throw unauthorized(context.cloud.apis.foundry.uris[0] ?? "", `${outcome.reason}: ${outcome.saw}`);
  const { tenantId } = outcome.caller.directory;
  if (tenantId !== findSubscription(context.store.state.arm, account.id)?.tenantId) throw otherTenant(tenantId);
  return outcome.caller;
}

/** `v1`, or a date as before there was one. At the paths of OpenAI's SDK there must be none; both were recorded. */
function checkApiVersion({ apiVersion }: FoundryRoute, query: URLSearchParams): void {
  const version = query.get("api-version");
  if (apiVersion === "none") {
    if (version === null) return;
    throw openAIError("api-version query parameter is not allowed when using /v1 path", { code: "BadRequest" });
  }
  if (version === null || !/^(?:v1|\d{4}-\d{2}-\d{2}(?:-preview)?)$/.test(version)) throw badApiVersion(version);
}

async function readBody(request: Request): Promise<Json> {
  const text = await request.text();
  if (text === "") return {};
  if (isNestedTooDeep(text)) throw openAIError("The JSON body of your request is nested too deep.");
  try {
    const body = mapping(JSON.parse(text));
    if (body) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw openAIError("We could not parse the JSON body of your request.");
}

interface Served {
  readonly account: Resource;
  readonly project: Resource;
  readonly route: FoundryRoute;
  readonly caller: Caller;
}

/** Everything that is judged before a handler sees the request, in the order in which it is refused. */
async function judge(context: Context, request: Request, place: Place | undefined): Promise<Served> {
  const { pathname, searchParams } = new URL(request.url);
  if (!place?.account) {
    const unserved = place ? undefined : unservedOfAccount(request.method, pathname);
    throw unserved ?? resourceNotFound(`the emulator has no account and project for ${pathname}`);
  }
  const { account } = place;
  if (!isPublic(account)) throw publicAccessDisabled();
  refuseKey(request, account);
  const caller = await callerOf(context, request, account);
  const project = findProject(context, account, place.projectName);
  if (!project) throw projectNotFound();
  const route = findRoute(request.method, place.path);
  if (!route) {
    const advice = `the emulator has no ${request.method} ${place.path} in a project`;
    throw unservedOfProject(request.method, place.path) ?? resourceNotFound(advice);
  }
  checkApiVersion(route, searchParams);
  authorizeFoundry(context, caller, { route, project });
  return { account, project, route, caller };
}

function journalRefusal(
  context: Context,
  refusal: FoundryRefusal,
  about: { place: Place | undefined; id: string },
): void {
  const { state } = context.store;
  const tenantId = about.place?.account && findSubscription(state.arm, about.place.account.id)?.tenantId;
  const directory = state.directories.find((each) => each.tenantId === tenantId);
  context.journal.add({
    kind: "refusal",
    service: "foundry",
    directory: directory?.name ?? null,
    code: refusal.code,
    message: refusal.advice === undefined ? refusal.message : `${refusal.message} (${refusal.advice})`,
    correlationId: about.id,
    verdicts: [],
  });
}

/**
 * AI Foundry's projects: classic agents with threads and runs, and the current ones with versions, conversations and
 * responses. Agents answer out of themselves, or through a model elsewhere.
 */
export function foundryApp(context: Context, model?: ModelEndpoint): Hono {
  const app = new Hono();
  const mind: Mind = model ? forwardingMind(model) : deterministicMind(context);
  const pending = new Map<string, Promise<void>>();

  const serve = async (request: Request, place: Place | undefined): Promise<unknown> => {
    const { route, ...served } = await judge(context, request, place);
    const call: FoundryCall = {
      ...served,
      context,
      data: projectData(context.truth, served.project.id),
      parameters: route.parameters,
      query: new URL(request.url).searchParams,
      body: await readBody(request),
      mind,
      pending,
    };
    const answer = await route.handler(call);
    if (!route.isWriting) return answer;
    bound(call.data);
    await context.store.save();
    return answer;
  };

  const answer = async (request: Request): Promise<Response> => {
    const id = context.world.uuid();
    const headers = { "x-request-id": id, "apim-request-id": id };
    const place = placeOf(context, new URL(request.url));
    try {
      const served = await serve(request, place);
      if (!(served instanceof Response)) return Response.json(served, { headers });
      for (const [name, value] of Object.entries(headers)) served.headers.set(name, value);
      return served;
    } catch (error) {
      if (!(error instanceof FoundryRefusal)) throw error;
      journalRefusal(context, error, { place, id });
      // OpenAI's SDKs try every 5xx again, unless they are told not to.
      const last = error.status === 501 ? { "x-should-retry": "false" } : {};
      return Response.json(error.body, { status: error.status, headers: { ...headers, ...last } });
    }
  };

  app.all("*", (c) => answer(c.req.raw));
  app.onError((error) => {
    const id = journalFailure(context, "foundry", error);
    const message = "The emulator failed; its journal has the reason.";
    return Response.json(
      { error: { code: "InternalServerError", message } },
      { status: 500, headers: { "x-request-id": id } },
    );
  });
  return app;
}
