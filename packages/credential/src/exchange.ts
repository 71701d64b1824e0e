// Hop 2: the assertion is exchanged for an access token. One POST to the directory's token endpoint, whose address is
// known beforehand, so nothing is looked up.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#third-case-access-token-request-with-a-federated-credential
import { jwtBearerAssertionType, tokenPath, type ClientId, type TenantId } from "@tegata/core";
import { CrossTenantCredentialError, explainRefusal } from "./errors.ts";
import { scrub } from "./foreign-text.ts";
import { renewalMoment, type Acquired } from "./lifetime.ts";
import {
  send,
  textField,
  type Answer,
  type HttpCall,
  type NoAnswer,
  type RetryPolicy,
  type Sender,
} from "./request.ts";
import type { AccessToken } from "./token-credential.ts";
import type { Environment } from "./world.ts";

export interface Exchange {
  /** Where the token service is: an https URL without a slash at the end. */
  readonly authority: string;
  readonly tenantId: TenantId;
  readonly clientId: ClientId;
  readonly assertion: string;
  readonly scope: string;
  /** The `claims` parameter, as JSON text. */
  readonly claims: string | undefined;
}

const policy: RetryPolicy = {
  delaysMs: [500, 1_500],
  isTransient: ({ status, retryAfterMs }) => status >= 500 || (status === 429 && retryAfterMs !== undefined),
};

/** What an exchange is sent with; `answered` is told of every answer, for its `Date`. */
export type ExchangeSender = Omit<Sender, "fetch" | "policy"> & { readonly answered: (answer: Answer) => void };

/** Gets an access token. @throws CrossTenantCredentialError `exchange.*` */
export async function exchangeAssertion(exchange: Exchange, sender: ExchangeSender): Promise<Acquired<AccessToken>> {
  const { random, fetch } = sender.world;
  const requestId = random.uuid();
  const call = callOf(exchange, requestId);
  const outcome = await send(call, { ...sender, fetch, policy });
  if (!outcome.answered) throw unreachable(exchange, outcome, { requestId, environment: sender.world.environment });
  sender.answered(outcome);
  if (outcome.status !== 200) throw refusalOf(exchange, outcome, requestId);
  return readToken(outcome, { sender, exchange, requestId });
}

function callOf(exchange: Exchange, requestId: string): HttpCall {
  const body = new URLSearchParams({
    client_id: exchange.clientId,
    scope: exchange.scope,
    client_assertion_type: jwtBearerAssertionType,
    client_assertion: exchange.assertion,
    grant_type: "client_credentials",
    ...(exchange.claims === undefined ? {} : { claims: exchange.claims }),
  });
  return {
    method: "POST",
    url: `${exchange.authority}${tokenPath(exchange.tenantId)}`,
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      "client-request-id": requestId,
      "return-client-request-id": "true",
    },
    body: body.toString(),
    timeoutMs: 15_000,
    secrets: [exchange.assertion],
  };
}

function readToken(
  answer: Answer,
  context: { readonly sender: ExchangeSender; readonly exchange: Exchange; readonly requestId: string },
): Acquired<AccessToken> {
  const { timeline, world } = context.sender;
  const token = textField(answer.json, "access_token");
  const lifeMs = readSeconds(answer.json?.["expires_in"]);
  const type = textField(answer.json, "token_type") ?? "Bearer";
  if (!token) throw malformed(context, "without an access_token");
  if (lifeMs === undefined) throw malformed(context, "without a usable expires_in");
  if (type.toLowerCase() !== "bearer") throw malformed(context, "with a token that is not a bearer token");
  // Counted from the moment of sending by our own clock: never too long, however the two clocks differ.
  const deadlineMs = answer.sentAtMs + lifeMs;
  const renewalMs = renewalMoment(deadlineMs, { nowMs: timeline.now(), random: world.random });
  const refreshAfterMs = Math.min(renewalMs, answer.sentAtMs + (readSeconds(answer.json?.["refresh_in"]) ?? lifeMs));
  const value: AccessToken = Object.freeze({
    token,
    expiresOnTimestamp: timeline.toWall(deadlineMs),
    refreshAfterTimestamp: timeline.toWall(refreshAfterMs),
    tokenType: "Bearer",
  });
  return { value, deadlineMs, refreshAfterMs };
}

/** No token of Microsoft Entra lives longer than 28 hours; a much longer life is a mistake of whoever answered. */
const longestLifeMs = 7 * 86_400_000;

/** Whole seconds above zero, as a number or as text; in milliseconds. */
function readSeconds(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && seconds > 0 && seconds * 1_000 <= longestLifeMs ? seconds * 1_000 : undefined;
}

function malformed(
  context: { readonly exchange: Exchange; readonly requestId: string },
  what: string,
): CrossTenantCredentialError {
  return new CrossTenantCredentialError("exchange.malformed", `${nameOf(context.exchange)} answered ${what}`, {
    hop: 2,
    fix: "Check that the authority is a token service of Microsoft Entra, and that no proxy rewrites its answers.",
    ids: { correlationId: context.requestId },
    status: 200,
  });
}

function nameOf(exchange: Exchange): string {
  return `the token service of directory ${exchange.tenantId} at ${exchange.authority}`;
}

/** @see https://nodejs.org/docs/latest-v22.x/api/cli.html#node_use_env_proxy1 */
function bypassesProxy(environment: Environment): boolean {
  const proxy = environment["HTTPS_PROXY"] ?? environment["https_proxy"];
  return Boolean(proxy) && environment["NODE_USE_ENV_PROXY"] !== "1";
}

function unreachable(
  exchange: Exchange,
  outcome: NoAnswer,
  { requestId, environment }: { readonly requestId: string; readonly environment: Environment },
): CrossTenantCredentialError {
  const untrusted = /CERT|SIGNATURE/.test(outcome.systemCode ?? "");
  const passing = bypassesProxy(environment)
    ? "Set NODE_USE_ENV_PROXY=1 if the proxy of HTTPS_PROXY is the way out: Node's fetch ignores that variable otherwise."
    : "Check the address, name resolution, the firewall and the proxy settings of this host.";
  return new CrossTenantCredentialError("exchange.unreachable", `${nameOf(exchange)} did not answer`, {
    hop: 2,
    fix: untrusted
      ? "Trust the certificate authority behind that address: start Node with NODE_EXTRA_CA_CERTS naming its file."
      : passing,
    cause: outcome.cause,
    ids: { correlationId: requestId },
    retryable: !untrusted,
  });
}

function refusalOf(exchange: Exchange, answer: Answer, requestId: string): CrossTenantCredentialError {
  const said = textField(answer.json, "error_description") ?? textField(answer.json, "error") ?? "";
  const text = scrub(said, [exchange.assertion]);
  const refusal = explainRefusal(text, readCodes(answer.json?.["error_codes"]));
  const throttled = answer.status === 429;
  const failed = answer.status >= 500;
  const title = refusal.title === undefined ? "" : ` (${refusal.title})`;
  const message = `${nameOf(exchange)} answered ${answer.status}${title}${text === "" ? "" : `: ${text}`}`;
  const code = throttled ? "exchange.throttled" : failed ? "exchange.failed" : "exchange.refused";
  return new CrossTenantCredentialError(code, message, {
    ...refusal,
    hop: 2,
    fix: refusal.fix?.replaceAll("{clientId}", exchange.clientId) ?? fixOf(answer, refusal.aadsts),
    ids: { correlationId: requestId, ...refusal.ids },
    status: answer.status,
    retryable: throttled || failed,
    retryAfterMs: answer.retryAfterMs,
  });
}

function readCodes(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((code): code is number => Number.isInteger(code)) : [];
}

function fixOf({ status, json }: Answer, aadsts: number | undefined): string {
  if (status === 429 || status >= 500) return "Wait and try again; the token service is busy or has trouble.";
  // Microsoft Entra words every refusal in JSON. A page, or a redirect (which is not followed), is somebody else's.
  return aadsts === undefined && textField(json, "error") === undefined
    ? "Check the authority and the proxy: this is not how a token service of Microsoft Entra refuses."
    : "Look the code up at https://login.microsoftonline.com/error and compare the application's settings with it.";
}
