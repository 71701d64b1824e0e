import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { findDirectory } from "../../directory/directory.ts";
import { journalFailure } from "../../failure.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import { decide } from "./decide.ts";
import { instanceDiscovery, keyDocument, openIdConfiguration, openIdConfigurationV1 } from "./discovery.ts";
import type { TokenRequest } from "./request.ts";
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

const publicPaths = [
  "/:tenant/v2.0/.well-known/openid-configuration",
  "/:tenant/.well-known/openid-configuration",
  "/:tenant/discovery/instance",
  "/:tenant/discovery/v2.0/keys",
  "/:tenant/discovery/keys",
];

/** The routes that tell clients where everything is: discovery documents, keys, instance discovery. */
function serveDiscovery(app: Hono, context: Context): void {
  // Anybody's page may read what is public: single-page applications find the endpoints and keys from the browser.
  const cors = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, OPTIONS" };
  for (const path of publicPaths) {
    app.options(path, () => new Response(null, { status: 200, headers: { ...cors, Allow: "GET, HEAD, OPTIONS" } }));
    app.use(path, async (c, next) => {
      await next();
      if (c.res.ok) for (const [name, value] of Object.entries(cors)) c.header(name, value);
    });
  }
  const ids = () => ({ traceId: context.world.uuid(), correlationId: context.world.uuid(), echo: undefined });
  // Discovery has an error string of its own for it: reference-error-codes documents the number only.
  const unknownTenant = (tenant: string): Response =>
    refusedResponse(context, ids(), { code: 90002, values: { tenant }, error: "invalid_tenant" });

  const discovery = (document: typeof openIdConfiguration) => (request: Request, tenant: string) => {
    const directory = findDirectory(context.store.state.directories, tenant);
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
    const directory = findDirectory(context.store.state.directories, tenant);
    if (!directory && !noSingleTenant.has(tenant.toLowerCase())) return unknownTenant(tenant);
    const published = await Promise.all(
      (directory ? [directory] : context.store.state.directories).map((each) => context.keys.published(each)),
    );
    return Response.json(keyDocument(context.cloud, published.flat()));
  };
  app.get("/:tenant/discovery/v2.0/keys", (c) => keys(c.req.param("tenant")));
  app.get("/:tenant/discovery/keys", (c) => keys(c.req.param("tenant")));
}

/** What is read of nobody: the emulator holds no more of a body than it reads. */
function tooLong(): Response {
  return new Response("Request Entity Too Large", {
    status: 413,
    headers: { "Content-Type": "text/plain; charset=utf-8", Connection: "close" },
  });
}

/** A token endpoint. Preflight requests learn its methods and no more: client credentials are not for web pages. */
function serveTokens(
  app: Hono,
  context: Context,
  {
    path,
    version,
  }: {
    readonly path: "/:tenant/oauth2/v2.0/token" | "/:tenant/oauth2/token";
    readonly version: TokenRequest["version"];
  },
): void {
  app.post(path, async (c) => {
    const request = await readTokenRequest(c.req.raw, { tenant: c.req.param("tenant"), version }, context.world);
    return request ? respond(context, request, await decide(context, request)) : tooLong();
  });
  app.options(path, () => new Response(null, { status: 200, headers: { Allow: "POST, OPTIONS" } }));
  app.all(path, async (c) => {
    const request = await readTokenRequest(c.req.raw, { tenant: c.req.param("tenant"), version }, context.world);
    return request ? refusedResponse(context, request, { code: 900561, values: { method: c.req.method } }) : tooLong();
  });
}

/** The token service: what stands at login.microsoftonline.com. The tenant is the first path segment. */
export function tokenApp(context: Context): Hono {
  const app = new Hono({ strict: false });
  serveDiscovery(app, context);

  serveTokens(app, context, { path: "/:tenant/oauth2/v2.0/token", version: "2.0" });
  serveTokens(app, context, { path: "/:tenant/oauth2/token", version: "1.0" });
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
