import type { TokenResponse } from "@tegata/core";
import { aadstsRow, renderAadsts } from "@tegata/core";
import type { Context } from "../../context.ts";
import { signClaims } from "../../tokens/sign.ts";
import type { Answer } from "./answer.ts";
import { attemptOf } from "./attempt.ts";
import type { Decision, Grant, Refusal } from "./deliberation.ts";
import { issuedNote } from "./issued-note.ts";
import { mouldOf } from "./moulds.ts";
import type { TokenRequest } from "./request.ts";

function headers({ traceId, echo }: Pick<TokenRequest, "traceId" | "echo">): string[] {
  const all = ["Cache-Control", "no-store, no-cache", "Pragma", "no-cache"];
  all.push("Content-Type", "application/json; charset=utf-8", "x-ms-request-id", traceId);
  if (echo !== undefined) all.push("client-request-id", echo);
  return all;
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

/** The body as JSON. Nothing in a token needs to be escaped, and looking for it takes its time in so long a text. */
function written({ token_type, expires_in, ext_expires_in, refresh_in, access_token }: TokenResponse): string {
  const refresh = refresh_in === undefined ? "" : `"refresh_in":${refresh_in},`;
  const times = `"expires_in":${expires_in},"ext_expires_in":${ext_expires_in},${refresh}`;
  return `{"token_type":"${token_type}",${times}"access_token":"${access_token}"}`;
}

/** Mints the token that was granted and answers with it. */
async function grantedAnswer(
  context: Context,
  request: TokenRequest,
  decision: Decision,
  grant: Grant,
): Promise<Answer> {
  const mould = mouldOf(context, grant);
  const cast = mould.cast(context.world);
  const token = await signClaims(cast.json, mould.version, await context.keys.signing(grant.directory));
  context.journal.add(issuedNote({ grant, mould, cast, found: decision.found }));
  const expiresOnSeconds = mould.seconds("exp", cast);
  // Entra says a second less than it gives.
  const body = tokenResponse(token, expiresOnSeconds - Math.floor(context.world.now() / 1000) - 1);
  if (request.version === "2.0") return { status: 200, headers: headers(request), body: written(body) };
  const times = { expiresOnSeconds, notBeforeSeconds: mould.seconds("nbf", cast) };
  return { status: 200, headers: headers(request), body: JSON.stringify(v1Response(body, grant, times)) };
}

interface Times {
  readonly expiresOnSeconds: number;
  readonly notBeforeSeconds: number;
}

/**
 * The v1.0 endpoint's answer: every value a string, times in absolute form, the resource repeated.
 *
 * @see https://learn.microsoft.com/previous-versions/azure/active-directory/azuread-dev/v1-oauth2-client-creds-grant-flow
 */
function v1Response(body: TokenResponse, { resource }: Grant, times: Times): Record<string, string> {
  return {
    token_type: body.token_type,
    expires_in: String(body.expires_in),
    ext_expires_in: String(body.ext_expires_in),
    expires_on: String(times.expiresOnSeconds),
    not_before: String(times.notBeforeSeconds),
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
    verdicts: refused.decision?.found ?? [],
  });
  return { status: row.status, headers: headers(request), body: JSON.stringify(body) };
}

/** Answers as it was decided. */
export function respond(context: Context, request: TokenRequest, decision: Decision): Promise<Answer> {
  const { outcome } = decision;
  if ("granted" in outcome) return grantedAnswer(context, request, decision, outcome.granted);
  return Promise.resolve(refusedAnswer(context, request, { ...outcome.refused, decision }));
}
