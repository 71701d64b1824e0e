import { createHash, timingSafeEqual } from "node:crypto";
import type { AppServiceErrorResponse, AppServiceTokenResponse } from "@tegata/core";
import { appServiceIdentity } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import type { Host } from "../../state/state.ts";
import type { Selector } from "./identities.ts";
import { identitiesOf, selectIdentity } from "./identities.ts";
import type { IdentityTokens } from "./issue.ts";

/** The spellings of each selector. `object_id` is an alias of `principal_id`; `msi_res_id` is what IMDS calls `mi_res_id`. */
const selectors: Readonly<Record<string, Selector["kind"]>> = {
  client_id: "clientId",
  principal_id: "principalId",
  object_id: "principalId",
  mi_res_id: "resourceId",
  msi_res_id: "resourceId",
};

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * The identity endpoint of App Service, Functions and Container Apps, protocol 2019-08-01, for one host. Without a
 * selector it means the system-assigned identity, even where one user-assigned identity is all there is.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function appServiceIdentityApp(context: Context, host: Host, tokens: IdentityTokens): Hono {
  const app = new Hono({ strict: false });

  const refuse = (statusCode: 400 | 401 | 500, message: string): Response => {
    const correlationId = context.world.uuid();
    const body: AppServiceErrorResponse = { statusCode, message, correlationId };
    const code = "ManagedIdentity";
    context.journal.add({
      kind: "refusal",
      service: "managedIdentity",
      directory: host.directory,
      code,
      message,
      correlationId,
      verdicts: [],
    });
    return Response.json(body, { status: statusCode });
  };

  app.get("/msi/token", async (c) => {
    const query = new URL(c.req.url).searchParams;
    const header = c.req.header(appServiceIdentity.header) ?? "";
    if (!timingSafeEqual(digest(header), digest(host.identityHeader ?? ""))) {
      return refuse(401, `The ${appServiceIdentity.header} header is missing or is not this host's IDENTITY_HEADER.`);
    }
    const version = query.get("api-version");
    if (version !== appServiceIdentity.apiVersion) {
      return refuse(400, `The api-version '${version ?? ""}' is not supported; use ${appServiceIdentity.apiVersion}.`);
    }
    const resource = query.get("resource");
    if (!resource) return refuse(400, "The resource parameter is missing.");
    const named = Object.entries(selectors).filter(([name]) => query.has(name));
    if (named.length > 1) return refuse(400, "Name at most one of client_id, principal_id and mi_res_id.");
    return answer(resource, named[0] && { kind: named[0][1], value: query.get(named[0][0]) ?? "" });
  });

  const answer = async (resource: string, selector: Selector | undefined): Promise<Response> => {
    const identities = identitiesOf(context, host);
    const identity = selector ? selectIdentity(identities, selector) : identities.systemAssigned;
    if (!identity) {
      // The beginning of this sentence is what clients and people search for: azure-search-openai-demo issue 2148.
      const which = selector ? "" : " There is no system-assigned identity either, and the request names none.";
      return refuse(
        400,
        `No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.${which}`,
      );
    }
    const issued = await tokens.get(host, identity, resource);
    if (!issued)
      return refuse(
        500,
        `An unexpected error occured while fetching the AAD Token: the resource '${resource}' is not known in the directory.`,
      );
    const body: AppServiceTokenResponse = {
      access_token: issued.token,
      client_id: issued.clientId,
      expires_on: String(issued.expiresOnSeconds),
      not_before: String(issued.notBeforeSeconds),
      resource: issued.resource,
      token_type: "Bearer",
    };
    return Response.json(body);
  };
  app.onError((error) => {
    const correlationId = journalFailure(context, "managedIdentity", error);
    const body: AppServiceErrorResponse = {
      statusCode: 500,
      message:
        "An unexpected error occured while fetching the AAD Token: the emulator failed; its journal has the reason.",
      correlationId,
    };
    return Response.json(body, { status: 500 });
  });
  return app;
}
