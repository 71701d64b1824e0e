import type { AppServiceErrorResponse, AppServiceTokenResponse } from "@tegata/core";
import { appServiceIdentity } from "@tegata/core";
import type { Context as Call } from "hono";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import type { Host } from "../../state/state.ts";
import { legacyAnswer } from "./app-service-2017.ts";
import type { AppServiceAnswer, AppServiceHost, AppServiceRefusal } from "./app-service-answer.ts";
import { entraFailure, refused } from "./app-service-answer.ts";
import type { Selector } from "./identities.ts";
import { identitiesOf, selectIdentity } from "./identities.ts";
import type { IdentityTokens, IssuedIdentityToken } from "./issue.ts";
import { isSecret } from "./secret-header.ts";

/** The spellings of each selector. `object_id` is an alias of `principal_id`; `msi_res_id` is what IMDS calls `mi_res_id`. */
const selectors: Readonly<Record<string, Selector["kind"]>> = {
  client_id: "clientId",
  principal_id: "principalId",
  object_id: "principalId",
  mi_res_id: "resourceId",
  msi_res_id: "resourceId",
};

/** The beginning of this sentence is what clients and people search for: azure-search-openai-demo issue 2148. */
const notFound = "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

function tokenBody(issued: IssuedIdentityToken): AppServiceTokenResponse {
  return {
    access_token: issued.token,
    client_id: issued.clientId,
    expires_on: String(issued.expiresOnSeconds),
    not_before: String(issued.notBeforeSeconds),
    resource: issued.resource,
    token_type: "Bearer",
  };
}

/**
 * The protocol 2019-08-01. Without a selector it means the system-assigned identity, even where one user-assigned
 * identity is all there is. An identity that was taken from the host is refused at once (inferred: the endpoint lists
 * the host's identities; how long the platform takes to learn of a change is not documented).
 */
async function answer({ context, host, tokens }: AppServiceHost, query: URLSearchParams): Promise<AppServiceAnswer> {
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) return refused(400, "A query parameter is given twice.");
  const resource = query.get("resource");
  if (!resource) return refused(400, "The resource parameter is missing.");
  const named = Object.entries(selectors).filter(([name]) => query.has(name));
  if (named.length > 1) return refused(400, "Name at most one of client_id, principal_id and mi_res_id.");
  const identities = identitiesOf(context, host);
  const [spelling, kind] = named[0] ?? [];
  const identity = kind
    ? selectIdentity(identities, { kind, value: query.get(spelling ?? "") ?? "" })
    : identities.systemAssigned;
  if (!identity) {
    const which = kind ? "" : " There is no system-assigned identity either, and the request names none.";
    return refused(400, `${notFound}${which}`);
  }
  const outcome = await tokens.get({ host, identity, resource });
  return "refused" in outcome ? entraFailure(outcome.refused) : { body: tokenBody(outcome.issued) };
}

/** Both protocols stand at one path; the api-version chooses, and each has its own header against forged requests. */
function answerByVersion(at: AppServiceHost, call: Call): Promise<AppServiceAnswer> | AppServiceAnswer {
  const { method } = call.req;
  // The page documents GET only. A 404 would make clients try again, and HEAD would issue a token for nobody.
  if (method !== "GET") return refused(405, `The endpoint takes GET requests, not ${method}.`);
  const query = new URL(call.req.url).searchParams;
  const version = query.get("api-version");
  const isLegacy = version === "2017-09-01";
  const header = isLegacy ? "secret" : appServiceIdentity.header;
  if (!isSecret(call.req.header(header), at.host.identityHeader)) {
    const variable = isLegacy ? "MSI_SECRET" : appServiceIdentity.headerVariable;
    return refused(401, `The ${header} header is missing or is not this host's ${variable}.`);
  }
  if (isLegacy) return legacyAnswer(at, query);
  if (version !== appServiceIdentity.apiVersion) {
    return refused(400, `The api-version '${version ?? ""}' is not supported; use ${appServiceIdentity.apiVersion}.`);
  }
  return answer(at, query);
}

/**
 * The identity endpoint of App Service, Functions and Container Apps, for one host.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function appServiceIdentityApp(context: Context, host: Host, tokens: IdentityTokens): Hono {
  const app = new Hono({ strict: false });
  const refuse = ({ statusCode, message }: AppServiceRefusal, correlationId: string): Response => {
    const body: AppServiceErrorResponse = { statusCode, message, correlationId };
    return Response.json(body, { status: statusCode, headers: statusCode === 405 ? { Allow: "GET" } : {} });
  };
  const serve = async (call: Call): Promise<Response> => {
    const answered = await answerByVersion({ context, host, tokens }, call);
    if ("body" in answered) return Response.json(answered.body);
    const correlationId = context.world.uuid();
    const { message } = answered.refused;
    const about = { service: "managedIdentity", directory: host.directory, code: "ManagedIdentity", message };
    context.journal.add({ kind: "refusal", ...about, correlationId, verdicts: [] });
    return refuse(answered.refused, correlationId);
  };
  // MSI_ENDPOINT of Windows hosts is spelled in capitals.
  for (const path of ["/msi/token", "/MSI/token"]) app.all(path, serve);
  app.onError((error) => {
    const correlationId = journalFailure(context, "managedIdentity", error);
    const message =
      "An unexpected error occured while fetching the AAD Token: the emulator failed; its journal has the reason.";
    return refuse({ statusCode: 500, message }, correlationId);
  });
  return app;
}
