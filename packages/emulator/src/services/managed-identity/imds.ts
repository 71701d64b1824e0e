import type { ImdsErrorResponse, ImdsTokenResponse } from "@tegata/core";
import { aadstsRow, fillTemplate, imds } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import type { Host } from "../../state/state.ts";
import type { IdentityOfToken } from "../../tokens/managed-identity-claims.ts";
import type { HostIdentities, Selector } from "./identities.ts";
import { identitiesOf, selectIdentity } from "./identities.ts";
import type { IdentityTokens } from "./issue.ts";

const knownVersions = ["2018-02-01", "2019-08-01", "2019-11-01", "2020-06-01", "2021-02-01", "2023-11-15"];
const selectors: Readonly<Record<string, Selector["kind"]>> = {
  client_id: "clientId",
  object_id: "principalId",
  msi_res_id: "resourceId",
  mi_res_id: "resourceId",
};

type Choice = IdentityOfToken | { readonly error: string; readonly description: string };

/** Without a selector: the system-assigned identity, else the only user-assigned one; several are an error. */
function choose(identities: HostIdentities, selector: Selector | undefined): Choice {
  const { systemAssigned, userAssigned } = identities;
  const notFound = { error: "invalid_request", description: "Identity not found" };
  if (selector) return selectIdentity(identities, selector) ?? notFound;
  if (systemAssigned) return systemAssigned;
  if (userAssigned.length > 1) {
    return {
      error: "invalid_request",
      description:
        "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
    };
  }
  return userAssigned[0] ?? notFound;
}

/**
 * The Instance Metadata Service of one virtual machine, its token part. Every value of an answer is a string.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function imdsApp(context: Context, host: Host, tokens: IdentityTokens): Hono {
  const app = new Hono({ strict: false });

  const refuse = (error: string, description: string): Response => {
    const body: ImdsErrorResponse = { error, error_description: description };
    const correlationId = context.world.uuid();
    context.journal.add({
      kind: "refusal",
      service: "managedIdentity",
      directory: host.directory,
      code: error,
      message: description,
      correlationId,
      verdicts: [],
    });
    return Response.json(body, { status: 400 });
  };

  app.get(imds.path, async (c) => {
    const query = new URL(c.req.url).searchParams;
    if (c.req.header(imds.header)?.toLowerCase() !== "true")
      return refuse("bad_request_102", "Required metadata header not specified");
    if (c.req.header("X-Forwarded-For") !== undefined)
      return refuse("bad_request_103", "Requests with X-Forwarded-For are refused");
    const version = query.get("api-version");
    if (version === null || !knownVersions.includes(version)) {
      const error =
        version === null
          ? "api-version was not specified in the request"
          : `The requested api-version '${version}' is not supported`;
      return Response.json({ error, "newest-versions": knownVersions.toReversed().slice(0, 3) }, { status: 400 });
    }
    const names = [...query.keys()];
    if (new Set(names).size !== names.length) return refuse("invalid_request", "A query parameter is given twice");
    const resource = query.get("resource");
    if (!resource) return refuse("invalid_request", "Required query variable 'resource' is missing");
    const named = Object.entries(selectors).filter(([name]) => query.has(name));
    if (named.length > 1) return refuse("invalid_request", "Name at most one of client_id, object_id and msi_res_id");
    return answer(resource, named[0] && { kind: named[0][1], value: query.get(named[0][0]) ?? "" });
  });

  const answer = async (resource: string, selector: Selector | undefined): Promise<Response> => {
    const chosen = choose(identitiesOf(context, host), selector);
    if ("error" in chosen) return refuse(chosen.error, chosen.description);
    const issued = await tokens.get(host, chosen, resource);
    if (!issued) {
      const message = fillTemplate(aadstsRow(500011).template, { resource, tenant: chosen.tenantId });
      return refuse("invalid_resource", `AADSTS500011: ${message}`);
    }
    const body: ImdsTokenResponse = {
      access_token: issued.token,
      client_id: issued.clientId,
      refresh_token: "",
      expires_in: String(issued.expiresOnSeconds - Math.floor(context.world.now() / 1000)),
      expires_on: String(issued.expiresOnSeconds),
      not_before: String(issued.notBeforeSeconds),
      resource: issued.resource,
      token_type: "Bearer",
    };
    return Response.json(body);
  };
  app.all(imds.path, () => new Response(null, { status: 405, headers: { Allow: "GET" } }));
  app.onError((error) => {
    journalFailure(context, "managedIdentity", error);
    const body: ImdsErrorResponse = {
      error: "unknown",
      error_description: "The emulator failed; its journal has the reason.",
    };
    return Response.json(body, { status: 500 });
  });
  // MSAL.NET takes a 400 under /metadata/identity for IMDS version 2; what is not emulated must be a plain 404.
  app.notFound(() => new Response(null, { status: 404 }));
  return app;
}
