import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Registered, RpcBinding } from "./functions-core.ts";
import { programmingModel } from "./functions-core.ts";

/** Where HTTP functions stand, unless host.json says otherwise. */
const prefix = "/api/";

function trigger({ metadata }: Registered): [name: string, binding: RpcBinding] | undefined {
  return Object.entries(metadata.bindings).find(([, { type }]) => type === "httpTrigger");
}

/** The function for a request: by its route, which is its name unless it has one, and its methods. */
export function findFunction(functions: readonly Registered[], { method = "", url = "" }: IncomingMessage) {
  const path = url.split("?")[0] ?? "";
  return functions.find((each) => {
    const [, binding] = trigger(each) ?? [];
    const methods = (binding?.methods ?? ["GET", "POST"]).map((name) => name.toUpperCase());
    return binding && path === `${prefix}${binding.route ?? each.metadata.name}` && methods.includes(method);
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Runs one function as the host's worker does: the programming model makes its arguments and its response. */
export async function invoke(found: Registered, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { metadata, handler } = found;
  const [name = ""] = trigger(found) ?? [];
  const body = { bytes: await buffer(request) };
  const http = {
    method: request.method,
    url: `http://${request.headers.host}${request.url}`,
    headers: headersOf(request),
    body,
  };
  const invocationId = randomUUID();
  const rpc = { invocationId, triggerMetadata: {}, inputData: [{ name, data: { http } }] };
  const log = (level: string, category: string, message: string): void => {
    if (category === "user") console.error(`${level}: ${message}`);
  };
  const model = programmingModel().getInvocationModel({
    invocationId,
    metadata,
    request: rpc,
    state: "invocation",
    log,
  });
  const { context, inputs } = await model.getArguments();
  const { returnValue } = await model.getResponse(context, await model.invokeFunction(context, inputs, handler));
  const answer = returnValue?.http ?? {};
  response.writeHead(Number(answer.statusCode ?? 200), answer.headers);
  response.end(answer.body?.bytes ?? answer.body?.string ?? answer.body?.json);
}
