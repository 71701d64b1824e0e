import type { Emulator } from "../emulator.ts";
import type { DirectoryEnvironment } from "../environment.ts";
import { directoryEnvironment } from "../environment.ts";

type Json = Readonly<Record<string, unknown>>;

/** Calls Graph and Resource Manager as one directory's operator, without a socket. */
export interface Operator {
  readonly directory: DirectoryEnvironment;
  readonly graph: (call: string, body?: Json) => Promise<unknown>;
  readonly resourceManager: (call: string, body?: Json) => Promise<unknown>;
}

/** A text deep in an answer: `at(body, "properties.clientId")`. */
export function at(body: unknown, path: string): string {
  let value: unknown = body;
  for (const name of path.split(".")) value = (value as Json | undefined)?.[name];
  if (typeof value !== "string") throw new Error(`the emulator's answer has no ${path}`);
  return value;
}

/** The JSON of an answer that must be a success. Only its error is told: an answer may hold a token. */
export async function succeeded(response: Response, what: string): Promise<unknown> {
  const text = await response.text();
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  if (response.ok) return body;
  throw new Error(`${what} was refused with ${response.status}: ${JSON.stringify((body as Json)["error"] ?? text)}`);
}

/** Posts a form to a directory's token endpoint. */
export async function askForToken(
  emulator: Emulator,
  tenantId: string,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const url = `${emulator.context.origins.token}/${tenantId}/oauth2/v2.0/token`;
  const response = await emulator.fetch(new Request(url, { method: "POST", body: new URLSearchParams(form) }));
  return at(await succeeded(response, "the token request"), "access_token");
}

/** The operator of a directory, signed in anew for each call. */
export function operatorOf(emulator: Emulator, name: string): Operator {
  const { context } = emulator;
  const found = context.store.state.directories.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the emulator has no directory ${name}`);
  const directory = directoryEnvironment(context, found);
  const { clientId, clientSecret } = directory.operator;
  const callAt = (origin: string) => async (call: string, body?: Json) => {
    const [method = "", path = ""] = call.split(/ (.*)/);
    const token = await askForToken(emulator, directory.tenantId, {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${origin}/.default`,
    });
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    return succeeded(await emulator.fetch(new Request(`${origin}${path}`, { method, headers, ...payload })), call);
  };
  return { directory, graph: callAt(context.origins.graph), resourceManager: callAt(context.origins.resourceManager) };
}
