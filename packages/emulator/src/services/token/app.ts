import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { findDirectory } from "../../directory/directory.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import { toResponse } from "./answer.ts";
import { instanceDiscovery, keyDocument, openIdConfiguration, openIdConfigurationV1 } from "./discovery.ts";
import { failedAnswer } from "./endpoint.ts";
import { refusedAnswer } from "./respond.ts";

/**
 * What the issuer says in place of a directory's id. Personal accounts have a directory of their own.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
const sharedTenants: ReadonlyMap<string, string> = new Map([
  ["common", "{tenantid}"],
  ["organizations", "{tenantid}"],
  ["consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"],
]);

/** The origin that the client used: one of Microsoft's behind the proxy, else the configured one. Never an unknown Host. */
function originOf(context: Context, request: Request): string {
  const { hostname } = new URL(request.url);
  return serviceOfMicrosoftName(context.cloud, hostname) === "token" ? `https://${hostname}` : context.origins.token;
}

/** The authority that an instance discovery request asks about, if it is one of this cloud; ports are left out by some clients. */
function knownAuthority(context: Context, endpoint: URL): string | undefined {
  if (serviceOfMicrosoftName(context.cloud, endpoint.hostname) === "token") return `https://${endpoint.hostname}`;
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

/** Anybody's page may read what is public: single-page applications find the endpoints and keys from the browser. */
function serveToPages(app: Hono): void {
  const cors = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, OPTIONS" };
  for (const path of publicPaths) {
    app.options(path, () => new Response(null, { status: 200, headers: { ...cors, Allow: "GET, HEAD, OPTIONS" } }));
    app.use(path, async (c, next) => {
      await next();
      if (c.res.ok) for (const [name, value] of Object.entries(cors)) c.header(name, value);
    });
  }
}

/** With the headers recorded with Microsoft's documents, but for what would bind a browser's whole localhost to https. */
function documentAnswer(context: Context, body: unknown, caching = "max-age=86400, private"): Response {
  const headers = {
    "Cache-Control": caching,
    "Content-Type": "application/json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "x-ms-request-id": context.world.uuid(),
  };
  return Response.json(body, { headers });
}

function refusal(context: Context, refused: Parameters<typeof refusedAnswer>[2]): Response {
  const ids = { traceId: context.world.uuid(), correlationId: context.world.uuid(), echo: undefined };
  return toResponse(refusedAnswer(context, ids, refused));
}

/**
 * Discovery has an error string of its own for it: reference-error-codes documents the numbers only. A word that is no
 * domain is not found here, while the token endpoint finds fault with its form.
 */
function unknownTenant(context: Context, tenant: string): Response {
  const code = tenant === "00000000-0000-0000-0000-000000000000" ? 900021 : 90002;
  return refusal(context, { code, values: { tenant }, error: "invalid_tenant" });
}

function serveDocuments(app: Hono, context: Context): void {
  const discovery = (made: typeof openIdConfiguration) => (request: Request, tenant: string) => {
    const directory = findDirectory(context.store.state.directories, tenant);
    const tenantId = sharedTenants.get(tenant.toLowerCase()) ?? directory?.tenantId;
    if (tenantId === undefined) return unknownTenant(context, tenant);
    const about = { cloud: context.cloud, origin: originOf(context, request), tenantId };
    return documentAnswer(context, made({ ...about, tenant: directory?.tenantId ?? tenant }));
  };
  const v2 = discovery(openIdConfiguration);
  const v1 = discovery(openIdConfigurationV1);
  app.get("/:tenant/v2.0/.well-known/openid-configuration", (c) => v2(c.req.raw, c.req.param("tenant")));
  app.get("/:tenant/.well-known/openid-configuration", (c) => v1(c.req.raw, c.req.param("tenant")));
}

function serveInstances(app: Hono, context: Context): void {
  app.get("/:tenant/discovery/instance", (c) => {
    const text = c.req.query("authorization_endpoint") ?? "";
    const endpoint = URL.canParse(text) ? new URL(text) : undefined;
    const origin = endpoint && knownAuthority(context, endpoint);
    const tenant = endpoint?.pathname.split("/")[1];
    if (!origin || !tenant) return refusal(context, { code: 50049, values: {} });
    const version = endpoint.pathname.includes("/v2.0/") ? "2.0" : "1.0";
    return documentAnswer(context, instanceDiscovery({ cloud: context.cloud, origin, tenant, version }));
  });
}

function serveKeys(app: Hono, context: Context): void {
  const keys = async (tenant: string): Promise<Response> => {
    const directory = findDirectory(context.store.state.directories, tenant);
    if (!directory && !sharedTenants.has(tenant.toLowerCase())) return unknownTenant(context, tenant);
    const published = await Promise.all(
      (directory ? [directory] : context.store.state.directories).map((each) => context.keys.published(each)),
    );
    // Keys roll without notice here too, at a command: nothing keeps them from who asks again.
    return documentAnswer(context, keyDocument(context.cloud, published.flat()), "no-cache");
  };
  app.get("/:tenant/discovery/v2.0/keys", (c) => keys(c.req.param("tenant")));
  app.get("/:tenant/discovery/keys", (c) => keys(c.req.param("tenant")));
}

/** What is not emulated, such as users' sign-in. Clients read JSON whatever the status; no code of Entra's is pretended. */
const nothingHere = {
  error: "invalid_request",
  error_description:
    "The emulator's token service has nothing at this path: it serves the client credentials grant, discovery documents and keys. Users do not sign in here.",
  error_codes: [],
};

/** What the token service serves besides tokens: everything that stands at login.microsoftonline.com and is public. */
export function discoveryApp(context: Context): Hono {
  const app = new Hono({ strict: false });
  serveToPages(app);
  for (const serve of [serveDocuments, serveInstances, serveKeys]) serve(app, context);
  app.notFound((c) => c.json(nothingHere, 404));
  app.onError((error) => toResponse(failedAnswer(context, error)));
  return app;
}
