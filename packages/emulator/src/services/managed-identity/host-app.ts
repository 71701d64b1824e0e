import type { Hono } from "hono";
import type { Context } from "../../context.ts";
import type { Host } from "../../state/state.ts";
import { appServiceIdentityApp } from "./app-service.ts";
import { imdsApp } from "./imds.ts";
import type { IdentityTokens } from "./issue.ts";

/** The identity endpoint of a host, of the kind that such hosts have. */
export function identityEndpointApp(context: Context, host: Host, tokens: IdentityTokens): Hono {
  return host.kind === "virtualMachine" ? imdsApp(context, host, tokens) : appServiceIdentityApp(context, host, tokens);
}
