import { aadstsCatalogue, findAadsts, TegataError, type RequestIds, type TegataErrorOptions } from "@tegata/core";

/** Every code of a {@link CrossTenantCredentialError}, by the step that raises it. */
export const credentialErrorCodes = [
  "options.invalid",
  "scope.invalid",
  "claims.invalid",
  "tenant.refused",
  "identity.unsupported-host",
  "identity.unreachable",
  "identity.throttled",
  "identity.failed",
  "identity.refused",
  "identity.malformed",
  "assertion.malformed",
  "assertion.wrong-cloud",
  "assertion.wrong-audience",
  "assertion.system-assigned",
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
  override readonly name: string = "CrossTenantCredentialError";
  /** 1: the host's identity endpoint. 2: the exchange in the resource directory. Absent: the call itself was wrong. */
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
    this.hop = options.hop;
    this.aadsts = options.aadsts;
    this.title = options.title;
    this.causes = options.causes ?? [];
    this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
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
  return row ? { aadsts, title: row.title, causes: row.causes, fix: row.fix, ids } : { aadsts, ids };
}
