import { TegataError } from "../errors.ts";
import { decodeBase64Url, isBase64Url } from "./base64url.ts";

/** The parts of a JSON Web Token, read but **not verified**. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const utf8: InstanceType<typeof TextDecoder> = new TextDecoder("utf-8", { fatal: true });

/** Most tokens are plain ASCII: then each byte is its character already. */
const ascii = /^[\0-\x7f]*$/;

function textOf(bytes: string): string {
  return ascii.test(bytes) ? bytes : utf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

function jsonObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeBase64Url(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(textOf(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError) return undefined;
    throw cause;
  }
}

/**
 * A part without its padding. JWS forbids it, Entra takes it: the asynchronous `CertificateCredential` of azure-identity
 * for Python sends it.
 *
 * @see https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/identity/azure-identity/azure/identity/_internal/aad_client_base.py
 */
function unpadded(part: string): string {
  return part.endsWith("=") && part.length % 4 === 0 ? part.replace(/={1,2}$/, "") : part;
}

/**
 * Header and claims of a token in JWS compact form, its parts padded or not, or undefined when the text is not one.
 * Verifies nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-3
 */
export function tryDecodeToken(token: string): DecodedToken | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  if (!isBase64Url(unpadded(parts[2] as string))) return undefined;
  const header = jsonObject(unpadded(parts[0] as string));
  const claims = jsonObject(unpadded(parts[1] as string));
  return header && claims ? { header, claims } : undefined;
}

/**
 * Header and claims of a token in JWS compact form. Verifies nothing: use it to look, never to trust.
 *
 * @throws TegataError `token.malformed`. The message never holds the token.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-3
 * @example
 * ```ts
 * import { decodeToken } from "@tegata/core";
 *
 * const token = "eyJhbGciOiJub25lIn0.eyJ0aWQiOiIxIn0.";
 * console.log(decodeToken(token).claims["tid"]); // "1"
 * ```
 */
export function decodeToken(token: string): DecodedToken {
  const decoded = tryDecodeToken(token);
  if (!decoded) {
    throw new TegataError("token.malformed", "the text is not a JSON Web Token in compact form", {
      fix: "Pass the token alone: three base64url parts separated by dots, without the word Bearer.",
    });
  }
  return decoded;
}
