import type { IncomingMessage } from "node:http";

/** The longest body that is read. An assertion has a few kilobytes; what Entra's own limit is, is not documented. */
const longestBodyBytes: number = 256 * 1024;

const empty: Buffer = Buffer.alloc(0);

/**
 * A request's body; `too long` when it is longer than the limit, or says that it will be: then no more than the limit
 * was held. `broken off` when the client went away before its end.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | "too long" | "broken off"> {
  if (Number(request.headers["content-length"] ?? 0) > longestBodyBytes) return Promise.resolve("too long");
  return new Promise((resolve) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > longestBodyBytes) {
        [first, more] = [undefined, undefined];
        resolve("too long");
      } else if (!first) first = chunk;
      else (more ??= [first]).push(chunk);
    });
    request.on("end", () => resolve(more ? Buffer.concat(more) : (first ?? empty)));
    // Behind "end" it changes nothing any more.
    request.on("close", () => resolve("broken off"));
  });
}
