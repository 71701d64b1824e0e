/** Ids that a support request needs. None of them is secret. */
export interface RequestIds {
  readonly correlationId?: string;
  readonly traceId?: string;
  readonly requestId?: string;
}

export interface TegataErrorOptions {
  /** What to do about it, one sentence. */
  readonly fix: string;
  readonly cause?: unknown;
  readonly ids?: RequestIds;
  /** Further facts, safe to print. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The base of every error that Tegata raises. `code` comes from a closed list of the package that raises it; the
 * message says what happened to which object; `fix` says what to do. No message, detail or rendering holds a token,
 * assertion, key or secret.
 *
 * @example
 * ```ts
 * import { TegataError } from "@tegata/core";
 *
 * try {
 *   // …
 * } catch (error) {
 *   if (error instanceof TegataError) console.error(`${error.code}: ${error.message}. ${error.fix}`);
 *   else throw error;
 * }
 * ```
 */
export class TegataError<Code extends string = string> extends Error {
  // The published credential carries a copy of this class, so that it depends on nothing: an error of either copy is an
  // instance of both. Subclasses are told by their prototypes, as usual.
  static {
    const brand = Symbol.for("tegata.error");
    Object.defineProperty(this.prototype, brand, { value: true });
    Object.defineProperty(this, Symbol.hasInstance, {
      value(this: unknown, value: unknown): boolean {
        if (this !== TegataError) return Function.prototype[Symbol.hasInstance].call(this, value);
        return value instanceof Error && (value as { readonly [brand]?: unknown })[brand] === true;
      },
    });
  }

  override readonly name: string = "TegataError";
  readonly code: Code;
  readonly fix: string;
  readonly ids: RequestIds;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, options: TegataErrorOptions) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
    this.ids = options.ids ?? {};
    this.details = options.details ?? {};
  }

  /** The error as plain data: what a `--json` output prints. The cause is reduced to its message. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      fix: this.fix,
      ...this.ids,
      ...(Object.keys(this.details).length > 0 ? { details: this.details } : {}),
      ...(this.cause instanceof Error ? { cause: redact(this.cause.message) } : {}),
    };
  }
}

/** PEM blocks: private keys above all. */
const pem = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;
/** `eyJ` begins the base64url of `{"`; the second form is any three long dotted parts, as of a header with blanks. */
const jwtShape = /eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*){0,3}|[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/g;
const secretNames = [
  "client[_-]?secret",
  "client[_-]?assertion",
  "access[_-]?token",
  "refresh[_-]?token",
  "id[_-]?token",
  "identity[_-]?header",
  "account[_-]?key",
  "shared[_-]?access[_-]?key",
  "private[_-]?key",
  "password",
  "secret",
].join("|");
/** `name=value`, `name: value`, `"name":"value"`. A name such as `client_assertion_type` is another name. */
const namedSecret = new RegExp(
  `((?:${secretNames})["']?\\s*[:=]\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[^\\s"'&,;}]+)`,
  "gi",
);
/** A challenge (`Bearer authorization_uri=…`) holds no secret and is what one wants to read. */
const authorization = /(\b(?:Bearer|Basic|SharedKey)\s+)(?!\w+=(?:https?:|"))[\w.~+/:=-]{8,}/gi;
const sasSignature = /([?&;]sig=)[^&;\s"']+/gi;
/** The form of Microsoft Entra's client secrets: three characters, a digit, `Q~`, the rest. */
const entraSecret = /[\w.~-]{3}\dQ~[\w.~-]{20,}/g;

/**
 * Takes tokens, assertions, secrets, private keys and SAS signatures out of foreign text (an HTTP body, another
 * library's message) before it is shown or kept.
 */
export function redact(text: string): string {
  return text
    .replace(pem, "[key]")
    .replace(jwtShape, "[token]")
    .replace(authorization, "$1[redacted]")
    .replace(sasSignature, "$1[redacted]")
    .replace(namedSecret, "$1[redacted]")
    .replace(entraSecret, "[redacted]");
}
