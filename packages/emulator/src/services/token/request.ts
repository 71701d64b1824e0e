import { isGuid } from "@tegata/core";
import type { World } from "../../world.ts";
import type { Form } from "./form.ts";
import { emptyForm, readForm } from "./form.ts";

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
}

/** A call of the token endpoint, as it came. */
export interface TokenCall {
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

function headerOf({ headers }: TokenCall, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Client id and secret from an `Authorization: Basic` header (RFC 6749 section 2.3.1). */
function basicCredentials(call: TokenCall): readonly [string, string][] {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(headerOf(call, "authorization") ?? "")?.[1];
  if (encoded === undefined) return [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
  if (id === undefined || secret === undefined) return [];
  const decoded = new URLSearchParams(
    `client_id=${id.replaceAll("&", "%26")}&client_secret=${secret.replaceAll("&", "%26")}`,
  );
  return [...decoded];
}

const formType = /^application\/x-www-form-urlencoded *(;|$)/i;

/** Fields that are not known are kept, not refused: msal-node sends its telemetry in the body. */
function formOf(call: TokenCall): Form {
  return formType.test(headerOf(call, "content-type") ?? "") ? readForm(call.body, basicCredentials(call)) : emptyForm;
}

function queryParameter(url: string, name: string): string | null {
  const query = url.indexOf("?");
  return query < 0 ? null : new URLSearchParams(url.slice(query)).get(name);
}

/** A request as it was read. A class, since one is made for every call and few are asked for each of its properties. */
class ReadRequest implements TokenRequest {
  readonly tenant: string;
  readonly version: TokenRequest["version"];
  readonly fields: TokenRequest["fields"];
  readonly duplicated: string | undefined;
  readonly traceId: string;
  readonly echo: string | undefined;
  readonly #world: World;
  #correlationId: string | undefined;

  constructor(call: TokenCall, { tenant, version }: Pick<TokenRequest, "tenant" | "version">, world: World) {
    const { fields, duplicated } = formOf(call);
    const clientRequestId = clientRequestIdOf(call, fields);
    const wantsEcho = headerOf(call, "return-client-request-id")?.toLowerCase() !== "false";
    this.tenant = tenant;
    this.version = version;
    this.fields = fields;
    this.duplicated = duplicated;
    this.traceId = world.uuid();
    this.echo = wantsEcho ? clientRequestId : undefined;
    this.#world = world;
    this.#correlationId = clientRequestId;
  }

  /** Only a refusal tells one that the client did not choose. */
  get correlationId(): string {
    return (this.#correlationId ??= this.#world.uuid());
  }
}

/** The client's request id comes as a header, a field or a query parameter, depending on the client. */
function clientRequestIdOf(call: TokenCall, fields: TokenRequest["fields"]): string | undefined {
  const name = "client-request-id";
  const sent = headerOf(call, name) ?? fields[name] ?? queryParameter(call.url, name);
  return sent && isGuid(sent) ? sent.toLowerCase() : undefined;
}

/** Reads what a call of the token endpoint says, before any rule is applied. */
export function readTokenRequest(
  call: TokenCall,
  endpoint: Pick<TokenRequest, "tenant" | "version">,
  world: World,
): TokenRequest {
  return new ReadRequest(call, endpoint, world);
}
