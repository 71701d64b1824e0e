import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { findDirectory } from "../../directory/directory.ts";
import { journalFailure } from "../../failure.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import { decide } from "./decide.ts";
import { instanceDiscovery, keyDocument, openIdConfiguration, openIdConfigurationV1 } from "./discovery.ts";
import { readTokenRequest } from "./request.ts";
import { refusedResponse, respond } from "./respond.ts";

const noSingleTenant = new Set(["common", "organizations", "consumers"]);

/** The origin that the client used: Microsoft's own behind the proxy, else the configured one. Never an unknown Host. */
function originOf(context: Context, request: Request): string {
  const { hostname } = new URL(request.url);
  return serviceOfMicrosoftName(context.cloud, hostname) === "token" ? context.cloud.authority : context.origins.token;
}

/** The authority that an instance discovery request asks about, if it is one of this cloud; ports are left out by some clients. */
function knownAuthority(context: Context, endpoint: URL): string | undefined {
  if (serviceOfMicrosoftName(context.cloud, endpoint.hostname) === "token") return context.cloud.authority;
  const local = [new URL(context.origins.token).hostname, "127.0.0.1"];
  return local.includes(endpoint.hostname) ? context.origins.token : undefined;
}

/** The routes that tell clients where everything is: discovery documents, keys, instance discovery. */
function serveDiscovery(app: Hono, context: Context): void {
  const { directories } = context.store.state;
  const ids = () => ({ traceId: context.world.uuid(), correlationId: context.world.uuid(), echo: undefined });
  // Discovery has an error string of its own for it: reference-error-codes documents the number only.
  const unknownTenant = (tenant: string): Response =>
    refusedResponse(context, ids(), { code: 90002, values: { tenant }, error: "invalid_tenant" });

  const discovery = (document: typeof openIdConfiguration) => (request: Request, tenant: string) => {
    const directory = findDirectory(directories, tenant);
    const tenantId = noSingleTenant.has(tenant.toLowerCase()) ? "{tenantid}" : directory?.tenantId;
    if (tenantId === undefined) return unknownTenant(tenant);
    return Response.json(document({ cloud: context.cloud, origin: originOf(context, request), tenant, tenantId }));
  };
  const v2 = discovery(openIdConfiguration);
  const v1 = discovery(openIdConfigurationV1);
  app.get("/:tenant/v2.0/.well-known/openid-configuration", (c) => v2(c.req.raw, c.req.param("tenant")));
  app.get("/:tenant/.well-known/openid-configuration", (c) => v1(c.req.raw, c.req.param("tenant")));

  app.get("/:tenant/discovery/instance", (c) => {
    const text = c.req.query("authorization_endpoint") ?? "";
    const endpoint = URL.canParse(text) ? new URL(text) : undefined;
    const authority = endpoint && knownAuthority(context, endpoint);
    const tenant = endpoint?.pathname.split("/")[1];
    return authority && tenant
      ? c.json(instanceDiscovery(authority, tenant))
      : refusedResponse(context, ids(), { code: 50049, values: {} });
  });

  const keys = async (tenant: string): Promise<Response> => {
    const directory = findDirectory(directories, tenant);
    if (!directory && !noSingleTenant.has(tenant.toLowerCase())) return unknownTenant(tenant);
    const published = await Promise.all((directory ? [directory] : directories).map((each) => context.keys.of(each)));
    return Response.json(keyDocument(context.cloud, published.flat()));
  };
  app.get("/:tenant/discovery/v2.0/keys", (c) => keys(c.req.param("tenant")));
  app.get("/:tenant/discovery/keys", (c) => keys(c.req.param("tenant")));
}

/** The token service: what stands at login.microsoftonline.com. The tenant is the first path segment. */
export function tokenApp(context: Context): Hono {
  const app = new Hono({ strict: false });
  serveDiscovery(app, context);

  app.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const request = await readTokenRequest(c.req.raw, c.req.param("tenant"), context.world);
    return respond(context, request, await decide(context, request));
  });
  app.all("/:tenant/oauth2/v2.0/token", async (c) => {
    const request = await readTokenRequest(c.req.raw, c.req.param("tenant"), context.world);
    return refusedResponse(context, request, { code: 900561, values: { method: c.req.method } });
  });
  app.onError((error) => failed(context, error));
  return app;
}

/** What the token service answers when the emulator itself failed. No code of Entra's is pretended. */
function failed(context: Context, error: unknown): Response {
  const correlationId = journalFailure(context, "token", error);
  const body = {
    error: "server_error",
    error_description: `The emulator failed; its journal has the reason. Correlation ID: ${correlationId}`,
    error_codes: [],
    correlation_id: correlationId,
  };
  return Response.json(body, { status: 500, headers: { "Cache-Control": "no-store, no-cache" } });
}
