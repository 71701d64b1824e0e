import { isGuid } from "@tegata/core";
import type { World } from "../../world.ts";

/** A token request, as far as it can be read before any rule is applied. */
export interface TokenRequest {
  readonly tenant: string;
  /** Of the endpoint: 1.0 takes `resource`, 2.0 takes `scope`. The token's form follows the resource. */
  readonly version: "1.0" | "2.0";
  readonly fields: Readonly<Record<string, string | undefined>>;
  /** A parameter that the body holds twice. */
  readonly duplicated: string | undefined;
  readonly traceId: string;
  readonly correlationId: string;
  /** The correlation id, when the client asked for it back. */
  readonly echo: string | undefined;
  readonly userAgent: string;
}

/** The longest body that is read. An assertion has a few kilobytes; what Entra's own limit is, is not documented. */
export const longestBodyBytes: number = 256 * 1024;

/** The body's text, or undefined when it is longer than the limit; then no more than the limit was held. */
async function readBody(request: Request): Promise<string | undefined> {
  const declared = request.headers.get("content-length");
  if (declared !== null) return Number(declared) > longestBodyBytes ? undefined : request.text();
  if (!request.body) return "";
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > longestBodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Client id and secret from an `Authorization: Basic` header (RFC 6749 section 2.3.1). */
function basicCredentials(request: Request): readonly [string, string][] {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  if (id === undefined || secret === undefined) return [];
  const decoded = new URLSearchParams(
    `client_id=${id.replaceAll("&", "%26")}&client_secret=${secret.replaceAll("&", "%26")}`,
  );
  return [...decoded];
}

interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly duplicated: string | undefined;
}

/** Fields that are not known are kept, not refused: msal-node sends its telemetry in the body. */
function readForm(request: Request, body: string): Form {
  const isForm = /^application\/x-www-form-urlencoded *(;|$)/i.test(request.headers.get("content-type") ?? "");
  if (!isForm) return { fields: {}, duplicated: undefined };
  const form = [...new URLSearchParams(body)];
  const fields = Object.fromEntries([...basicCredentials(request), ...form]);
  const names = form.map(([name]) => name);
  const duplicated =
    names.length === new Set(names).size ? undefined : names.find((name, at) => names.indexOf(name) < at);
  return { fields, duplicated };
}

/**
 * Reads the form. The client's request id comes as a header, a field or a query parameter, depending on the client.
 * Undefined when the body is too long.
 */
export async function readTokenRequest(
  request: Request,
  endpoint: Pick<TokenRequest, "tenant" | "version">,
  world: World,
): Promise<TokenRequest | undefined> {
  const body = await readBody(request);
  if (body === undefined) return undefined;
  const { fields, duplicated } = readForm(request, body);
  const sent =
    request.headers.get("client-request-id") ??
    fields["client-request-id"] ??
    new URL(request.url).searchParams.get("client-request-id");
  const clientRequestId = sent && isGuid(sent) ? sent.toLowerCase() : undefined;
  const wantsEcho = request.headers.get("return-client-request-id")?.toLowerCase() !== "false";
  return {
    ...endpoint,
    fields,
    duplicated,
    traceId: world.uuid(),
    correlationId: clientRequestId ?? world.uuid(),
    echo: wantsEcho ? clientRequestId : undefined,
    userAgent: request.headers.get("user-agent") ?? "",
  };
}
