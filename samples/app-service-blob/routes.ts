import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { describeFailure } from "./failure.ts";
import type { Files } from "./files.ts";
import { renderPage } from "./page.ts";

interface Call {
  readonly files: Files;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const longestName = 1_024;

function send(
  response: ServerResponse,
  status: number,
  content: { readonly type: string; readonly text: string },
): void {
  response.writeHead(status, { "content-type": content.type, "x-content-type-options": "nosniff" });
  response.end(content.text);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { type: "application/json; charset=utf-8", text: `${JSON.stringify(value)}\n` });
}

/** The name in `/files/{name}`, or undefined when it is none. */
function fileName(path: string): string | undefined {
  const encoded = /^\/files\/([^/]+)$/.exec(path)?.[1];
  try {
    const name = encoded === undefined ? "" : decodeURIComponent(encoded);
    return name !== "" && name.length <= longestName ? name : undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

async function upload({ files, request, response }: Call, name: string): Promise<void> {
  await files.write(name, {
    body: request,
    contentType: request.headers["content-type"] ?? "application/octet-stream",
  });
  sendJson(response, 201, { name });
}

async function download({ files, response }: Call, name: string): Promise<void> {
  const file = await files.read(name);
  if (!file) return sendJson(response, 404, { code: "FileNotFound", message: "there is no such file" });
  response.writeHead(200, {
    "content-type": file.contentType,
    ...(file.size === undefined ? {} : { "content-length": file.size }),
    // What somebody uploaded is saved, not shown: it must not run as a page of this site.
    "content-disposition": "attachment",
    "x-content-type-options": "nosniff",
  });
  await pipeline(file.body, response);
}

async function route(call: Call): Promise<void> {
  const { files, request, response } = call;
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const name = fileName(path);
  if (request.method === "GET" && path === "/") {
    return send(response, 200, { type: "text/html; charset=utf-8", text: renderPage(await files.list()) });
  }
  if (request.method === "GET" && path === "/files") return sendJson(response, 200, await files.list());
  if (request.method === "GET" && name !== undefined) return download(call, name);
  if (request.method === "PUT" && name !== undefined) return upload(call, name);
  return sendJson(response, 404, { code: "NotFound", message: "there is nothing at this address" });
}

/** Answers one request. A failed storage call becomes a 502 that says what to do. */
export async function answer(call: Call): Promise<void> {
  try {
    await route(call);
  } catch (error) {
    const failure = describeFailure(error);
    console.error(JSON.stringify(failure));
    // The answer has begun, or the caller has gone: all that is left is to cut the connection.
    if (call.response.headersSent || call.response.destroyed) call.response.destroy();
    else sendJson(call.response, 502, failure);
  }
}
