// Pipelines give their identity tokens over HTTP, each with its own field for the token. What else an answer may be is
// the same for all.
import { tryDecodeToken } from "@tegata/core";
import { expiryOf, type Assertion, type AssertionRequest } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { scrub } from "../foreign-text.ts";
import { textField, type Answer, type HttpCall, type NoAnswer, type RetryPolicy } from "../request.ts";

export interface OidcService {
  /** For messages: "GitHub's token service". */
  readonly name: string;
  readonly field: string;
  /** What to do when it refuses. */
  readonly refusedFix: string;
}

const policy: RetryPolicy = {
  delaysMs: [500, 1_500],
  isTransient: ({ status }) => status >= 500 || status === 429,
};

/** Asks a pipeline's token service. It lies elsewhere, so a proxy is right. @throws CrossTenantCredentialError `source.*` */
export async function askOidcService(
  call: HttpCall,
  service: OidcService,
  asked: AssertionRequest,
): Promise<Assertion> {
  const outcome = await asked.send(call, { fetch: asked.world.fetch, policy });
  if (!outcome.answered) throw unreachable(service, outcome);
  const token = textField(outcome.json, service.field);
  if (outcome.status !== 200 || !token) throw refused(service, outcome, call);
  return { token, expiresOnMs: expiryOf(tryDecodeToken(token)) ?? 0 };
}

function unreachable(service: OidcService, outcome: NoAnswer): CrossTenantCredentialError {
  return new CrossTenantCredentialError("source.failed", `${service.name} did not answer`, {
    hop: 1,
    fix: "Check name resolution, the firewall and the proxy settings of this runner.",
    cause: outcome.cause,
    retryable: true,
  });
}

function refused(service: OidcService, answer: Answer, call: HttpCall): CrossTenantCredentialError {
  const said = scrub(textField(answer.json, "message") ?? "", call.secrets);
  const passing = answer.status === 429 || answer.status >= 500;
  const what = answer.status === 200 ? `200 without a usable ${service.field}` : `${answer.status}`;
  return new CrossTenantCredentialError("source.failed", `${service.name} answered ${what}${said ? `: ${said}` : ""}`, {
    hop: 1,
    fix: passing ? "Wait and try again; the service is busy or has trouble." : service.refusedFix,
    status: answer.status,
    retryable: passing,
    retryAfterMs: answer.retryAfterMs,
  });
}

/** The variables of the pipeline, or why this is none. */
export function readVariables<Name extends string>(
  asked: AssertionRequest,
  names: readonly Name[],
  missing: { readonly where: string; readonly fix: string },
): Readonly<Record<Name, string>> {
  const { environment } = asked.world;
  const found = Object.fromEntries(names.map((name) => [name, environment[name]?.trim() ?? ""]));
  const absent = names.filter((name) => found[name] === "");
  if (absent.length === 0) return found as Readonly<Record<Name, string>>;
  throw unavailable(
    `this is not ${missing.where}, or it may not ask for tokens: ${absent.join(", ")} not set`,
    missing,
  );
}

/** The address that a pipeline gave in a variable. The parser's own error would show it, whatever it holds. */
export function readAddress(name: string, text: string, missing: { readonly fix: string }): URL {
  if (URL.canParse(text)) return new URL(text);
  throw unavailable(`${name} is not a URL`, missing);
}

function unavailable(message: string, { fix }: { readonly fix: string }): CrossTenantCredentialError {
  return new CrossTenantCredentialError("source.unavailable", message, { hop: 1, fix, unavailable: true });
}
