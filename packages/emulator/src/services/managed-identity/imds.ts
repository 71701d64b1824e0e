import type { ImdsErrorResponse, ImdsTokenResponse, TokenErrorResponse } from "@tegata/core";
import { clientPhrases, imds } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import type { Host } from "../../state/state.ts";
import type { IdentityOfToken } from "../../tokens/managed-identity-claims.ts";
import type { HostIdentities, Selector } from "./identities.ts";
import { identitiesOf, selectIdentity } from "./identities.ts";
import { instanceMetadata } from "./imds-instance.ts";
import { findImdsFault, imdsJson, versionRefusal } from "./imds-request.ts";
import type { IdentityTokens, IssuedIdentityToken } from "./issue.ts";
import { RateLimit } from "./rate-limit.ts";

const selectors: Readonly<Record<string, Selector["kind"]>> = {
  client_id: "clientId",
  object_id: "principalId",
  msi_res_id: "resourceId",
  mi_res_id: "resourceId",
};

interface ImdsRefusal {
  readonly status: number;
  readonly body: ImdsErrorResponse | TokenErrorResponse;
}

function refused(error: string, description: string): ImdsRefusal {
  return { status: 400, body: { error, error_description: description } };
}

const faults = {
  header: refused("bad_request_102", "Required metadata header not specified"),
  forwarded: refused("bad_request_103", "Requests with X-Forwarded-For are refused"),
  twice: refused("invalid_request", "A query parameter is given twice"),
} as const;
const notFound = refused("invalid_request", clientPhrases.identityNotFound.text);
const several = refused(
  "invalid_request",
  "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
);

/**
 * Without a selector: the system-assigned identity, else the only user-assigned one; several are an error. An identity
 * that was taken from the machine is refused at once (inferred; how long the platform takes is not documented).
 */
function choose(identities: HostIdentities, selector: Selector | undefined): IdentityOfToken | ImdsRefusal {
  const { systemAssigned, userAssigned } = identities;
  if (selector) return selectIdentity(identities, selector) ?? notFound;
  if (systemAssigned) return systemAssigned;
  return userAssigned.length > 1 ? several : (userAssigned[0] ?? notFound);
}

function tokenBody(issued: IssuedIdentityToken, nowMs: number): ImdsTokenResponse {
  return {
    access_token: issued.token,
    client_id: issued.clientId,
    refresh_token: "",
    expires_in: String(issued.expiresOnSeconds - Math.floor(nowMs / 1000)),
    expires_on: String(issued.expiresOnSeconds),
    not_before: String(issued.notBeforeSeconds),
    resource: issued.resource,
    token_type: "Bearer",
  };
}

interface Machine {
  readonly context: Context;
  readonly host: Host;
  readonly tokens: IdentityTokens;
}

async function answer(
  { context, host, tokens }: Machine,
  query: URLSearchParams,
): Promise<ImdsTokenResponse | ImdsRefusal> {
  const resource = query.get("resource");
  // Recorded: https://github.com/Azure/aad-pod-identity/pull/450
  if (!resource) return refused("invalid_request", "Required query variable 'resource' is missing");
  const named = Object.entries(selectors).filter(([name]) => query.has(name));
  if (named.length > 1) return refused("invalid_request", "Name at most one of client_id, object_id and msi_res_id");
  const [spelling, kind] = named[0] ?? [];
  const selector = kind && { kind, value: query.get(spelling ?? "") ?? "" };
  const identity = choose(identitiesOf(context, host), selector);
  if ("status" in identity) return identity;
  const outcome = await tokens.get({ host, identity, resource });
  // Recorded, as far as it is quoted there: https://github.com/Azure/azure-sdk-for-net/issues/13481
  return "refused" in outcome ? outcome.refused : tokenBody(outcome.issued, context.world.now());
}

function refuse({ context, host }: Machine, { status, body }: ImdsRefusal): Response {
  const correlationId = "correlation_id" in body ? body.correlation_id : context.world.uuid();
  const about = { service: "managedIdentity", directory: host.directory, code: body.error };
  context.journal.add({ kind: "refusal", ...about, message: body.error_description, correlationId, verdicts: [] });
  return imdsJson(body, status);
}

async function serveToken(machine: Machine, request: Request): Promise<Response> {
  const fault = findImdsFault(request);
  if (fault?.kind === "version") return imdsJson(versionRefusal, 400);
  if (fault) return refuse(machine, faults[fault.kind]);
  const answered = await answer(machine, new URL(request.url).searchParams);
  return "status" in answered ? refuse(machine, answered) : imdsJson(answered);
}

/** The status is documented; the words are ours. No Retry-After: clients wait by themselves. */
function tooMany(machine: Machine): Response {
  const body = { error: "too_many_requests", error_description: "Too many requests" };
  return refuse(machine, { status: 429, body });
}

/**
 * The Instance Metadata Service of one virtual machine. Every value of a token answer is a string. A machine may send
 * 20 token requests a second and 5 at a time, and 5 of the others a second.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 * @see https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#rate-limiting
 */
export function imdsApp(context: Context, host: Host, tokens: IdentityTokens): Hono {
  const app = new Hono({ strict: false });
  const machine: Machine = { context, host, tokens };
  const { now } = context.world;
  const tokenLimit = new RateLimit({ perSecond: 20, concurrent: 5, now });
  const instanceLimit = new RateLimit({ perSecond: 5, concurrent: Infinity, now });

  const limited = async (limit: RateLimit, serve: () => Promise<Response> | Response): Promise<Response> => {
    const end = limit.begin();
    if (!end) return tooMany(machine);
    try {
      return await serve();
    } finally {
      end();
    }
  };
  // No route for GET alone: HEAD would be led there too, and a token issued for it.
  const route = (path: string, limit: RateLimit, serve: (request: Request) => Promise<Response> | Response): void => {
    app.all(path, ({ req: { raw } }) =>
      raw.method === "GET"
        ? limited(limit, () => serve(raw))
        : new Response(null, { status: 405, headers: { Allow: "GET" } }),
    );
  };

  route(imds.path, tokenLimit, (request) => serveToken(machine, request));
  route("/metadata/instance/*", instanceLimit, (request) => instanceMetadata(context, host, request));
  app.onError((error) => {
    journalFailure(context, "managedIdentity", error);
    const body: ImdsErrorResponse = {
      error: "unknown",
      error_description: "The emulator failed; its journal has the reason.",
    };
    return imdsJson(body, 500);
  });
  // MSAL.NET takes a 400 under /metadata/identity for IMDS version 2; what is not emulated must be a plain 404.
  app.notFound(() => new Response(null, { status: 404 }));
  return app;
}
