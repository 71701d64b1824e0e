import { aadstsCatalogue, findAadsts, TegataError, type RequestIds, type TegataErrorOptions } from "@tegata/core";

// Named in the declarations, so whoever exports what holds one must be able to name it.
export type { RequestIds };

/** Every code of a {@link CrossTenantCredentialError}, by the step that raises it. */
export const credentialErrorCodes = [
  "options.invalid",
  "scope.invalid",
  "claims.invalid",
  "tenant.refused",
  "source.unavailable",
  "source.failed",
  "identity.unsupported-host",
  "identity.unreachable",
  "identity.throttled",
  "identity.failed",
  "identity.refused",
  "identity.malformed",
  "assertion.malformed",
  "assertion.wrong-cloud",
  "assertion.wrong-issuer",
  "assertion.wrong-audience",
  "assertion.system-assigned",
  "assertion.wrong-kind",
  "assertion.chained",
  "exchange.unreachable",
  "exchange.throttled",
  "exchange.failed",
  "exchange.refused",
  "exchange.malformed",
] as const;

export type CredentialErrorCode = (typeof credentialErrorCodes)[number];

export interface CrossTenantCredentialErrorOptions extends TegataErrorOptions {
  readonly hop?: 1 | 2;
  readonly aadsts?: number | undefined;
  readonly title?: string | undefined;
  readonly causes?: readonly string[] | undefined;
  readonly status?: number | undefined;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  /** This environment has no such credential, rather than a broken one. */
  readonly unavailable?: boolean;
}

/**
 * Why there is no token. `message` says what happened, `fix` what to do; neither holds a token, assertion or secret.
 *
 * @example
 * ```ts
 * import { CrossTenantCredentialError } from "@tegata/credential";
 *
 * export function explain(error: unknown): string {
 *   if (!(error instanceof CrossTenantCredentialError)) return String(error);
 *   return `${error.code} at hop ${error.hop ?? 0}: ${error.message}. ${error.fix}`;
 * }
 * ```
 */
export class CrossTenantCredentialError extends TegataError<CredentialErrorCode> {
  /**
   * `CrossTenantCredentialError`, or `CredentialUnavailableError` when this environment simply has no such identity: on a
   * developer's machine, say.
   *
   * `ChainedTokenCredential` and `DefaultAzureCredential` of `@azure/identity` go on to their next credential for errors
   * named `CredentialUnavailableError` (or `AuthenticationRequiredError`) and stop for any other; they compare the name,
   * not the class. A refused exchange must stop them: going on would use another identity in place of the one that was
   * set up wrongly, and hide the reason. An overloaded endpoint must stop them too, else the identity changes with the
   * load. The name must not be `RestError` either: their pipelines, and Storage's own, repeat a request for it, and
   * what may be repeated was repeated here. Everything that is not a `RestError` reaches the caller of the client.
   *
   * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/identity/identity/src/credentials/chainedTokenCredential.ts
   * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/core-rest-pipeline/src/policies/retryPolicy.ts
   */
  override readonly name: "CrossTenantCredentialError" | "CredentialUnavailableError";
  /** 1: the assertion, from the host's identity endpoint or another source. 2: the exchange in the resource directory. Absent: the call itself was wrong. */
  readonly hop: 1 | 2 | undefined;
  /** The number behind `AADSTS`, when Microsoft Entra refused. */
  readonly aadsts: number | undefined;
  /** What that number means, in a few words. */
  readonly title: string | undefined;
  /** What usually leads to it, the likeliest first. */
  readonly causes: readonly string[];
  /** HTTP status of the last answer. */
  readonly status: number | undefined;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** How long the service asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: CredentialErrorCode, message: string, options: CrossTenantCredentialErrorOptions) {
    super(code, message, options);
    this.name = options.unavailable === true ? "CredentialUnavailableError" : "CrossTenantCredentialError";
    this.hop = options.hop;
    this.aadsts = options.aadsts;
    this.title = options.title;
    this.causes = options.causes ?? [];
    this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    hideEmpty(this);
  }

  /** The error as plain data, for logs. */
  override toJSON(): Record<string, unknown> {
    const { hop, aadsts, title, status, retryable, retryAfterMs } = this;
    const causes = this.causes.length > 0 ? this.causes : undefined;
    const facts = { hop, aadsts, title, causes, status, retryable, retryAfterMs };
    return {
      ...super.toJSON(),
      ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
    };
  }
}

/**
 * An error that nobody catches is shown with all its enumerable properties: those that say nothing would bury the ones
 * that help. They can be read all the same. The name stands before the message anyway.
 */
function hideEmpty(error: CrossTenantCredentialError): void {
  for (const [name, value] of Object.entries(error)) {
    const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    if (value === undefined || isEmpty || name === "name") Object.defineProperty(error, name, { enumerable: false });
  }
}

/** What the catalogue knows about the refusal that a text of Microsoft Entra tells of. */
export interface EntraRefusal {
  readonly aadsts?: number;
  readonly title?: string;
  readonly causes?: readonly string[];
  readonly fix?: string;
  readonly ids: RequestIds;
}

/** Reads a refusal: the number from `codes`, else from the text; meaning and fix from the catalogue. */
export function explainRefusal(text: string, codes: readonly number[] = []): EntraRefusal {
  const mention = findAadsts(text)[0];
  const ids = {
    ...(mention?.correlationId === undefined ? {} : { correlationId: mention.correlationId }),
    ...(mention?.traceId === undefined ? {} : { traceId: mention.traceId }),
  };
  const aadsts = codes[0] ?? mention?.code;
  if (aadsts === undefined) return { ids };
  const row = aadstsCatalogue.get(aadsts);
  return row ? { aadsts, title: row.title, causes: row.causes, fix: row.fixes[0], ids } : { aadsts, ids };
}
