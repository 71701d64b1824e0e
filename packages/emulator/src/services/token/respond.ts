import type { DecodedToken, TokenResponse } from "@tegata/core";
import { aadstsRow, renderAadsts, secondsClaim, summarizeToken } from "@tegata/core";
import type { Context } from "../../context.ts";
import { directoryRolesOf } from "../../directory/roles.ts";
import { appOnlyClaims } from "../../tokens/app-only-claims.ts";
import { managedIdentityClaims } from "../../tokens/managed-identity-claims.ts";
import { signToken } from "../../tokens/sign.ts";
import type { Answer } from "./answer.ts";
import { attemptOf } from "./attempt.ts";
import type { Decision, Grant, Refusal } from "./deliberation.ts";
import type { TokenRequest } from "./request.ts";

function headers({ traceId, echo }: Pick<TokenRequest, "traceId" | "echo">): string[] {
  const names = ["Cache-Control", "no-store, no-cache", "Pragma", "no-cache"];
  names.push("Content-Type", "application/json; charset=utf-8", "x-ms-request-id", traceId);
  if (echo !== undefined) names.push("client-request-id", echo);
  return names;
}

/** Among the other names of an identity's service principal there are notes such as `isExplicit=True`. */
function resourceIdOf({ alternativeNames }: Grant["servicePrincipal"]): string {
  return alternativeNames.find((name) => name.startsWith("/")) ?? "";
}

/** The claims of the token that was granted: a managed identity's, or an application's. */
function claimsOf(context: Context, grant: Grant): Record<string, unknown> {
  const { directory, servicePrincipal, api, resource, credential, roles, capabilities } = grant;
  const mint = { cloud: context.cloud, world: context.world, api, resource };
  const { tenantId } = directory;
  const principal = { tenantId, principalId: servicePrincipal.id, clientId: servicePrincipal.appId, roles };
  if (servicePrincipal.servicePrincipalType === "ManagedIdentity") {
    return managedIdentityClaims({ ...principal, identityResourceId: resourceIdOf(servicePrincipal) }, mint);
  }
  return appOnlyClaims(
    {
      ...principal,
      tenantCreatedMs: Date.parse(directory.createdDateTime),
      authentication: credential === "client secret" ? "1" : "2",
      directoryRoles: directoryRolesOf(directory, servicePrincipal.id),
      capabilities,
    },
    mint,
  );
}

/** Clients refresh a token that lives longer than two hours at half its life. */
const longLivedSeconds = 7200;

function tokenResponse(token: string, expiresInSeconds: number): TokenResponse {
  return {
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    ...(expiresInSeconds > longLivedSeconds ? { refresh_in: Math.floor(expiresInSeconds / 2) } : {}),
    access_token: token,
  };
}

/** Mints the token that was granted and answers with it. */
async function grantedAnswer(
  context: Context,
  request: TokenRequest,
  decision: Decision,
  grant: Grant,
): Promise<Answer> {
  const { directory, servicePrincipal, resource, credential } = grant;
  const claims = claimsOf(context, grant);
  const token = await signToken(claims, await context.keys.signing(directory));
  const issued: DecodedToken = { header: {}, claims };
  context.journal.add({
    kind: "token issued",
    directory: directory.name,
    to: servicePrincipal.displayName,
    credential,
    resource,
    claims: summarizeToken(issued),
    verdicts: decision.verdicts,
  });
  // Entra says a second less than it gives.
  const expiresIn = (secondsClaim(issued, "exp") ?? 0) - Math.floor(context.world.now() / 1000) - 1;
  const body = tokenResponse(token, expiresIn);
  return {
    status: 200,
    headers: headers(request),
    body: JSON.stringify(request.version === "1.0" ? v1Response(body, grant, issued) : body),
  };
}

/**
 * The v1.0 endpoint's answer: every value a string, times in absolute form, the resource repeated.
 *
 * @see https://learn.microsoft.com/previous-versions/azure/active-directory/azuread-dev/v1-oauth2-client-creds-grant-flow
 */
function v1Response(body: TokenResponse, { resource }: Grant, decoded: DecodedToken): Record<string, string> {
  return {
    token_type: body.token_type,
    expires_in: String(body.expires_in),
    ext_expires_in: String(body.ext_expires_in),
    expires_on: String(secondsClaim(decoded, "exp") ?? 0),
    not_before: String(secondsClaim(decoded, "nbf") ?? 0),
    resource,
    access_token: body.access_token,
  };
}

/** Answers with a refusal of the catalogue and writes down which rule decided. */
export function refusedAnswer(
  context: Context,
  request: Pick<TokenRequest, "traceId" | "correlationId" | "echo"> & Partial<Pick<TokenRequest, "fields">>,
  refused: Refusal & { readonly decision?: Decision; readonly error?: string },
): Answer {
  const row = aadstsRow(refused.code);
  const rendered = renderAadsts(row, refused.values, {
    nowMs: context.world.now(),
    traceId: request.traceId,
    correlationId: request.correlationId,
    authority: context.cloud.authority,
  });
  const body = refused.error === undefined ? rendered : { ...rendered, error: refused.error };
  const signIn = attemptOf(request);
  context.journal.add({
    kind: "refusal",
    service: "token",
    ...(signIn ? { signIn } : {}),
    directory: refused.decision?.directory?.name ?? null,
    code: `AADSTS${refused.code}`,
    message: body.error_description,
    correlationId: request.correlationId,
    verdicts: refused.decision?.verdicts ?? [],
  });
  return { status: row.status, headers: headers(request), body: JSON.stringify(body) };
}

/** Answers as it was decided. */
export function respond(context: Context, request: TokenRequest, decision: Decision): Promise<Answer> {
  const { outcome } = decision;
  if ("granted" in outcome) return grantedAnswer(context, request, decision, outcome.granted);
  return Promise.resolve(refusedAnswer(context, request, { ...outcome.refused, decision }));
}
