import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Context } from "../../context.ts";
import { journalFailure } from "../../failure.ts";
import { isRegionalAuthority } from "../../origins.ts";
import type { Answer } from "./answer.ts";
import { send } from "./answer.ts";
import { readBody } from "./body.ts";
import { decide } from "./decide.ts";
import type { TokenRequest } from "./request.ts";
import { readTokenRequest } from "./request.ts";
import { refusedAnswer, respond } from "./respond.ts";

type Endpoint = Pick<TokenRequest, "tenant" | "version">;

/** What is answered to a body that is not read to its end: the emulator holds no more of a body than it reads. */
const tooLong: Answer = {
  status: 413,
  headers: ["Content-Type", "text/plain; charset=utf-8", "Connection", "close"],
  body: "Request Entity Too Large",
};

/** Preflight requests learn the endpoint's methods and no more: client credentials are not for web pages. */
const methods: Answer = { status: 200, headers: ["Allow", "POST, OPTIONS"], body: "" };

/** What the token service answers when the emulator itself failed. No code of Entra's is pretended. */
export function failedAnswer(context: Context, error: unknown): Answer {
  const correlationId = journalFailure(context, "token", error);
  const body = {
    error: "server_error",
    error_description: `The emulator failed; its journal has the reason. Correlation ID: ${correlationId}`,
    error_codes: [],
    correlation_id: correlationId,
  };
  return {
    status: 500,
    headers: ["Cache-Control", "no-store, no-cache", "Content-Type", "application/json"],
    body: JSON.stringify(body),
  };
}

const plainPath = /^\/([\w-]+(?:\.[\w-]+)*)\/oauth2\/(v2\.0\/)?token\/?$/;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** A path in which dots, percent signs and the like have the meaning that the URL standard gives them. */
function normalised(path: string): string {
  const base = "http://localhost";
  return URL.canParse(`${base}${path}`) ? new URL(`${base}${path}`).pathname : path;
}

/** The token endpoint that a path means, if it is one: `/{tenant}/oauth2/v2.0/token` or `/{tenant}/oauth2/token`. */
export function endpointOf(url: string): Endpoint | undefined {
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  const plain = plainPath.exec(path);
  if (plain) return { tenant: plain[1] as string, version: plain[2] === undefined ? "1.0" : "2.0" };
  const [, tenant = "", ...rest] = normalised(path).split("/").map(decoded);
  const operation = rest.join("/").replace(/\/$/, "");
  if (tenant === "" || !/^oauth2\/(?:v2\.0\/)?token$/.test(operation)) return undefined;
  return { tenant, version: operation === "oauth2/token" ? "1.0" : "2.0" };
}

async function answerTo(context: Context, message: IncomingMessage, endpoint: Endpoint): Promise<Answer | undefined> {
  const { method = "", url = "", headers } = message;
  if (method === "OPTIONS") return methods;
  const body = await readBody(message);
  if (body === "broken off") return undefined;
  if (body === "too long") return tooLong;
  const request = readTokenRequest({ url, headers, body }, endpoint, context.world);
  if (method !== "POST") return refusedAnswer(context, request, { code: 900561, values: { method } });
  const [hostname = ""] = (headers.host ?? "").split(":");
  if (isRegionalAuthority(context.cloud, hostname))
    return refusedAnswer(context, request, { code: 100007, values: {} });
  return respond(context, request, await decide(context, request));
}

async function serve(
  context: Context,
  endpoint: Endpoint,
  { message, response }: { readonly message: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const answer = await answerTo(context, message, endpoint).catch((error: unknown) => failedAnswer(context, error));
  if (answer && !response.destroyed) send(answer, response);
}

/**
 * The listener of the token service: token endpoints are served from the request as Node reads it, because programs
 * wait for them; every other path is the other listener's.
 */
export function tokenListener(context: Context, others: RequestListener): RequestListener {
  return (message, response) => {
    const endpoint = endpointOf(message.url ?? "");
    if (endpoint) void serve(context, endpoint, { message, response });
    else others(message, response);
  };
}
