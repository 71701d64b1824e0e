import type { ServerResponse } from "node:http";

/** An answer of the token service, before it has become bytes. */
export interface Answer {
  readonly status: number;
  /** Names and values by turns, as Node takes them. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** The answer for the routes that speak in `Response`. */
export function toResponse({ status, headers, body }: Answer): Response {
  const pairs = headers.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? ""]] : [],
  );
  return new Response(body, { status, headers: pairs });
}

/** Sends the answer in one piece. */
export function send({ status, headers, body }: Answer, response: ServerResponse): void {
  const length = Buffer.byteLength(body);
  // Of plain ASCII each character is a byte already.
  const encoding = length === body.length ? "latin1" : "utf8";
  response.writeHead(status, [...headers, "Content-Length", String(length)]).end(body, encoding);
}
