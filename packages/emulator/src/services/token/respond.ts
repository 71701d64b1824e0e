import type { TokenResponse } from "@tegata/core";
import { decodeToken, renderAadsts, aadstsRow, stringClaim, summarizeToken } from "@tegata/core";
import type { Context } from "../../context.ts";
import { directoryRolesOf } from "../../directory/roles.ts";
import { appOnlyClaims, appOnlyExpiresInSeconds } from "../../tokens/app-only-claims.ts";
import { signToken } from "../../tokens/sign.ts";
import type { Decision, Grant, Refusal } from "./decide.ts";
import type { TokenRequest } from "./request.ts";

function headers(request: Pick<TokenRequest, "traceId" | "echo">): Record<string, string> {
  return {
    "Cache-Control": "no-store, no-cache",
    Pragma: "no-cache",
    "Content-Type": "application/json; charset=utf-8",
    "x-ms-request-id": request.traceId,
    ...(request.echo === undefined ? {} : { "client-request-id": request.echo }),
  };
}

/** Mints the token that was granted and answers with it. */
async function grantedResponse(
  context: Context,
  request: TokenRequest,
  decision: Decision,
  grant: Grant,
): Promise<Response> {
  const { directory, servicePrincipal, api, resource, credential } = grant;
  const claims = appOnlyClaims(
    {
      tenantId: directory.tenantId,
      tenantCreatedMs: Date.parse(directory.createdDateTime),
      clientId: servicePrincipal.appId,
      principalId: servicePrincipal.id,
      authentication: credential === "client secret" ? "1" : "2",
      roles: [],
      directoryRoles: directoryRolesOf(directory, servicePrincipal.id),
    },
    { cloud: context.cloud, world: context.world, api, resource },
  );
  const token = await signToken(claims, await context.keys.signing(directory));
  const decoded = decodeToken(token);
  if (credential === "federated identity credential") context.exchanged.add(stringClaim(decoded, "uti") ?? "");
  context.journal.add({
    kind: "token issued",
    directory: directory.name,
    to: servicePrincipal.displayName,
    credential,
    resource,
    claims: summarizeToken(decoded),
    verdicts: decision.verdicts,
  });
  const body: TokenResponse = {
    token_type: "Bearer",
    expires_in: appOnlyExpiresInSeconds,
    ext_expires_in: appOnlyExpiresInSeconds,
    access_token: token,
  };
  return new Response(JSON.stringify(body), { headers: headers(request) });
}

/** Answers with a refusal of the catalogue and writes down which rule decided. */
export function refusedResponse(
  context: Context,
  request: Pick<TokenRequest, "traceId" | "correlationId" | "echo">,
  refused: Refusal & { readonly decision?: Decision; readonly error?: string },
): Response {
  const row = aadstsRow(refused.code);
  const rendered = renderAadsts(row, refused.values, {
    nowMs: context.world.now(),
    traceId: request.traceId,
    correlationId: request.correlationId,
    authority: context.cloud.authority,
  });
  const body = refused.error === undefined ? rendered : { ...rendered, error: refused.error };
  context.journal.add({
    kind: "refusal",
    service: "token",
    directory: refused.decision?.directory?.name ?? null,
    code: `AADSTS${refused.code}`,
    message: body.error_description,
    correlationId: request.correlationId,
    verdicts: refused.decision?.verdicts ?? [],
  });
  return new Response(JSON.stringify(body), { status: row.status, headers: headers(request) });
}

/** Answers as it was decided. */
export function respond(context: Context, request: TokenRequest, decision: Decision): Promise<Response> {
  const { outcome } = decision;
  if ("granted" in outcome) return grantedResponse(context, request, decision, outcome.granted);
  return Promise.resolve(refusedResponse(context, request, { ...outcome.refused, decision }));
}
