import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { findDirectory } from "../../directory/directory.ts";
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

/** The token service: what stands at login.microsoftonline.com. The tenant is the first path segment. */
export function tokenApp(context: Context): Hono {
  const app = new Hono({ strict: false });
  const requestIds = () => ({ traceId: context.world.uuid(), correlationId: context.world.uuid(), echo: undefined });

  const discovery = (document: typeof openIdConfiguration) => (request: Request, tenant: string) => {
    const directory = findDirectory(context.store.state.directories, tenant);
    const tenantId = noSingleTenant.has(tenant.toLowerCase()) ? "{tenantid}" : directory?.tenantId;
    if (tenantId === undefined) return refusedResponse(context, requestIds(), { code: 90002, values: { tenant } });
    return Response.json(document({ cloud: context.cloud, origin: originOf(context, request), tenant, tenantId }));
  };
  const v2 = discovery(openIdConfiguration);
  const v1 = discovery(openIdConfigurationV1);
  app.get("/:tenant/v2.0/.well-known/openid-configuration", (c) => v2(c.req.raw, c.req.param("tenant")));
  app.get("/:tenant/.well-known/openid-configuration", (c) => v1(c.req.raw, c.req.param("tenant")));

  app.get("/:tenant/discovery/instance", (c) => {
    const endpoint = c.req.query("authorization_endpoint") ?? "";
    const tenant = URL.canParse(endpoint) ? new URL(endpoint).pathname.split("/")[1] : undefined;
    // A real Entra refuses unknown hosts here (50049). This one answers for its own, and for no other cloud's.
    return tenant
      ? c.json(instanceDiscovery(originForInstance(context, endpoint), tenant))
      : refusedResponse(context, requestIds(), { code: 50049, values: {} });
  });

  const keys = async (tenant: string): Promise<Response> => {
    const { directories } = context.store.state;
    const directory = findDirectory(directories, tenant);
    if (!directory && !noSingleTenant.has(tenant.toLowerCase())) {
      return refusedResponse(context, requestIds(), { code: 90002, values: { tenant } });
    }
    const published = await Promise.all((directory ? [directory] : directories).map((each) => context.keys.of(each)));
    return Response.json(keyDocument(context.cloud, published.flat()));
  };
  app.get("/:tenant/discovery/v2.0/keys", (c) => keys(c.req.param("tenant")));
  app.get("/:tenant/discovery/keys", (c) => keys(c.req.param("tenant")));

  app.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const request = await readTokenRequest(c.req.raw, c.req.param("tenant"), context.world);
    return respond(context, request, await decide(context, request));
  });
  app.all("/:tenant/oauth2/v2.0/token", (c) =>
    refusedResponse(context, requestIds(), { code: 900561, values: { method: c.req.method } }),
  );
  return app;
}

/** The authority that an instance discovery request asks about: the emulator's own, whatever name reached it. */
function originForInstance(context: Context, endpoint: string): string {
  const { hostname } = new URL(endpoint);
  return serviceOfMicrosoftName(context.cloud, hostname) === "token" ? context.cloud.authority : context.origins.token;
}
