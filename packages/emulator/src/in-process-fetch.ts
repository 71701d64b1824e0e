import type { RequestListener } from "node:http";
import { createServer, request as httpRequest } from "node:http";
import { duplexPair, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Node says that a body comes only with the methods that usually have one; with DELETE it would be taken for rubbish. */
function framingOf({ body, headers }: Request): Readonly<Record<string, string>> {
  return body === null || headers.has("content-length") ? {} : { "transfer-encoding": "chunked" };
}

/**
 * A fetch over a Node request listener, without a socket: client and server sit at the two ends of a pair of streams.
 * Bodies are streamed both ways.
 */
export function inProcessFetch(listener: RequestListener): (request: Request) => Promise<Response> {
  const server = createServer(listener);
  return (request) =>
    new Promise((resolve, reject) => {
      const [near, far] = duplexPair();
      // A server that breaks off closes its end; the other one would wait for ever.
      far.once("close", () => {
        if (!near.readableEnded) near.destroy();
      });
      const { signal } = request;
      const giveUp = (): void => {
        near.destroy();
        reject(signal.reason as Error);
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      near.once("close", () => signal.removeEventListener("abort", giveUp));
      const url = new URL(request.url);
      // How a server tells what came over TLS, and where.
      Object.assign(far, { encrypted: url.protocol === "https:", localPort: Number(url.port || 443) });
      server.emit("connection", far);
      const outgoing = httpRequest({
        method: request.method,
        path: url.pathname + url.search,
        headers: { ...Object.fromEntries(request.headers), ...framingOf(request), host: url.host, connection: "close" },
        // The options want a socket; the HTTP client is content with any duplex stream.
        createConnection: () => near,
      });
      outgoing.on("error", reject);
      outgoing.on("response", (incoming) => {
        const headers = new Headers();
        for (const [name, values] of Object.entries(incoming.headersDistinct)) {
          for (const value of values ?? []) headers.append(name, value);
        }
        const status = incoming.statusCode ?? 500;
        const hasBody = request.method !== "HEAD" && ![204, 304].includes(status);
        if (!hasBody) incoming.resume();
        resolve(new Response(hasBody ? Readable.toWeb(incoming) : null, { status, headers }));
      });
      if (request.body) pipeline(Readable.fromWeb(request.body), outgoing).catch(reject);
      else outgoing.end();
    });
}
