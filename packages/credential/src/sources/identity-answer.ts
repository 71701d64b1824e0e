// What an identity endpoint's answer means; the same for App Service and IMDS but for the spelling they share anyway.
import type { Assertion } from "../assertion.ts";
import { CrossTenantCredentialError, explainRefusal } from "../errors.ts";
import { scrub } from "../foreign-text.ts";
import { textField, type Answer, type HttpCall, type Outcome, type RetryPolicy } from "../request.ts";

/** An identity endpoint and how it is to be read. */
export interface IdentityEndpoint {
  /** For messages: "the App Service identity endpoint". */
  readonly name: string;
  readonly policy: RetryPolicy;
  /** What to look at when nobody answers. */
  readonly unreachableFix: string;
  /** Whether silence means that this is another kind of host: nothing in the environment told of the endpoint. */
  readonly mayBeAbsent?: true;
}

/** The assertion in an answer. @throws CrossTenantCredentialError `identity.*` */
export function readIdentityAnswer(
  outcome: Outcome,
  asked: { readonly endpoint: IdentityEndpoint; readonly call: HttpCall },
): Assertion {
  const { endpoint, call } = asked;
  if (!outcome.answered) {
    throw new CrossTenantCredentialError("identity.unreachable", `${endpoint.name} did not answer`, {
      hop: 1,
      fix: endpoint.unreachableFix,
      cause: outcome.cause,
      retryable: true,
      unavailable: endpoint.mayBeAbsent ?? false,
    });
  }
  if (outcome.status !== 200) throw refusalOf(outcome, endpoint, call);
  const token = textField(outcome.json, "access_token");
  const expiresOnMs = readMoment(outcome.json?.["expires_on"]);
  if (!token || expiresOnMs === undefined) throw malformed(endpoint, token ? "expires_on" : "access_token");
  return { token, expiresOnMs };
}

function malformed(endpoint: IdentityEndpoint, field: string): CrossTenantCredentialError {
  return new CrossTenantCredentialError("identity.malformed", `${endpoint.name} answered without a usable ${field}`, {
    hop: 1,
    fix: "Check that nothing stands between this program and the identity endpoint, such as a proxy.",
    status: 200,
  });
}

function refusalOf(answer: Answer, endpoint: IdentityEndpoint, call: HttpCall): CrossTenantCredentialError {
  const said = ["error", "error_description", "message"].map((name) => textField(answer.json, name) ?? "");
  const text = scrub(said.filter((part) => part !== "").join(": "), call.secrets);
  const refusal = explainRefusal(text);
  const correlationId = textField(answer.json, "correlationId");
  const message = `${endpoint.name} answered ${answer.status}${text === "" ? "" : `: ${text}`}`;
  return new CrossTenantCredentialError(codeOf(answer, endpoint), message, {
    ...refusal,
    hop: 1,
    fix: refusal.fix ?? (isSomebodyElse(answer, endpoint) ? endpoint.unreachableFix : fixOf(answer, endpoint)),
    ids: { ...(correlationId ? { correlationId: scrub(correlationId, call.secrets) } : {}), ...refusal.ids },
    status: answer.status,
    retryable: isPassing(answer, endpoint),
    // The host has no such identity; @azure/identity reads a 400 of either endpoint in the same way.
    unavailable: answer.status === 400 || isSomebodyElse(answer, endpoint),
    retryAfterMs: answer.retryAfterMs,
  });
}

function isPassing(answer: Answer, endpoint: IdentityEndpoint): boolean {
  return answer.status === 429 || endpoint.policy.isTransient(answer);
}

/**
 * On a developer's machine the address of the metadata service may be answered by a proxy or by Docker Desktop, with 403
 * and words of its own; `@azure/identity` reads that as no identity, too.
 *
 * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/identity/identity/src/credentials/managedIdentityCredential/index.ts
 */
function isSomebodyElse(answer: Answer, endpoint: IdentityEndpoint): boolean {
  return endpoint.mayBeAbsent === true && answer.json === undefined && !isPassing(answer, endpoint);
}

function codeOf(
  answer: Answer,
  endpoint: IdentityEndpoint,
): "identity.throttled" | "identity.failed" | "identity.refused" {
  if (answer.status === 429) return "identity.throttled";
  return isPassing(answer, endpoint) ? "identity.failed" : "identity.refused";
}

function fixOf(answer: Answer, endpoint: IdentityEndpoint): string {
  return isPassing(answer, endpoint)
    ? "Wait and try again; the host's identity service is busy or being updated."
    : "Assign the user-assigned managed identity to this host, and check the id given to managedIdentity().";
}

/** Epoch seconds as a string or a number, or an ISO date: the forms that the clients of Microsoft accept. */
function readMoment(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return value * 1_000;
  if (typeof value !== "string") return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
