import type { Emulator } from "../src/index.ts";
import { appOrders, arm, contoso, fabrikam, graph, operatorSecret, token, vmBatch } from "./emulator.ts";

export type Company = "contoso" | "fabrikam";
export type Json = Record<string, unknown>;
const companies = { contoso, fabrikam };

/** A text deep in an answer's JSON: `field(body, "properties.clientId")`. Throws when there is none. */
export function field(body: unknown, path: string): string {
  let value = body;
  for (const name of path.split(".")) value = (value as Json | undefined)?.[name];
  if (typeof value !== "string") throw new Error(`there is no ${path} in ${JSON.stringify(body)}`);
  return value;
}

/** An answer, read. `body` is what JSON it held, or undefined. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

export const correlationId = "c0ffee00-0000-4000-8000-000000000001";

export interface FormOptions {
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
  readonly origin?: string;
}

/** Posts a form to the token endpoint, as clients do. A field that is undefined is left out. */
export async function postToken(
  emulator: Emulator,
  fields: Readonly<Record<string, string | undefined>>,
  { tenant = fabrikam.tenantId, headers = {}, origin = token }: FormOptions = {},
): Promise<Answer> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
  const request = new Request(`${origin}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "client-request-id": correlationId, ...headers },
    body: form,
  });
  return read(await emulator.fetch(request));
}

/** The five fields of a federated exchange. */
export function exchangeForm(clientId: string, assertion: string, scope: string): Record<string, string> {
  return {
    grant_type: "client_credentials",
    client_id: clientId,
    scope,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  };
}

/** An operator's token for a scope, obtained with the operator's secret. */
export async function operatorToken(emulator: Emulator, company: Company, scope: string): Promise<string> {
  const { tenantId, operatorClientId } = companies[company];
  const fields = {
    grant_type: "client_credentials",
    client_id: operatorClientId,
    client_secret: operatorSecret(emulator, company),
    scope,
  };
  return field((await postToken(emulator, fields, { tenant: tenantId })).body, "access_token");
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Instead of the operator's own token. */
  readonly token?: string | null;
}

/** A call of Microsoft Graph as one directory's operator. */
export async function callGraph(
  emulator: Emulator,
  company: Company,
  call: `${string} /${string}`,
  options: CallOptions = {},
): Promise<Answer> {
  return send(emulator, `${graph}/.default`, { company, origin: graph, call, options });
}

/** A call of Resource Manager as one directory's operator. */
export async function callArm(
  emulator: Emulator,
  company: Company,
  call: `${string} /${string}`,
  options: CallOptions = {},
): Promise<Answer> {
  return send(emulator, `${arm}/.default`, { company, origin: arm, call, options });
}

interface Call {
  readonly company: Company;
  readonly origin: string;
  readonly call: string;
  readonly options: CallOptions;
}

async function send(emulator: Emulator, scope: string, { company, origin, call, options }: Call): Promise<Answer> {
  const [method = "", path = ""] = call.split(/ (.*)/);
  const bearer = options.token === undefined ? await operatorToken(emulator, company, scope) : options.token;
  const request = new Request(`${origin}${path}`, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  return read(await emulator.fetch(request));
}

/** Asks the identity endpoint of the App Service host. */
export async function askAppService(
  emulator: Emulator,
  query: string,
  headers?: Record<string, string>,
): Promise<Answer> {
  const host = emulator.context.store.state.hosts.find(({ name }) => name === "app-orders");
  const request = new Request(`${appOrders}/msi/token?${query}`, {
    headers: headers ?? { "x-identity-header": host?.identityHeader ?? "" },
  });
  return read(await emulator.fetch(request));
}

/** Asks the Instance Metadata Service of the virtual machine. */
export async function askImds(
  emulator: Emulator,
  pathAndQuery: string,
  headers: Record<string, string> = { metadata: "true" },
): Promise<Answer> {
  return read(await emulator.fetch(new Request(`${vmBatch}${pathAndQuery}`, { headers })));
}

/** A token's header and claims. */
export function decode(text: string): { readonly header: Json; readonly claims: Json } {
  const [header = "", claims = ""] = text.split(".");
  const part = (encoded: string): Json => JSON.parse(Buffer.from(encoded, "base64url").toString()) as Json;
  return { header: part(header), claims: part(claims) };
}
