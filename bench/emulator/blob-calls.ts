import type { Agent } from "node:https";
import { request } from "node:https";

export interface BlobTarget {
  readonly port: number;
  readonly ca: string;
  /** Path and query of a blob, from its size. */
  readonly pathOf: (name: string) => string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface BlobCall {
  readonly method: "GET" | "PUT";
  readonly name: string;
  readonly body?: Buffer;
  readonly agent?: Agent;
}

/** One call; resolves to the length of the answer's body. Throws unless it succeeds. */
export function blobCall(
  { port, ca, pathOf, headers }: BlobTarget,
  { method, name, body, agent }: BlobCall,
): Promise<number> {
  const path = pathOf(name);
  const put = body ? { "x-ms-blob-type": "BlockBlob", "content-length": body.length } : { "content-length": 0 };
  const all = { ...headers, "x-ms-version": "2026-04-06", ...(method === "PUT" ? put : {}) };
  const options = { host: "localhost", port, ca, path, method, headers: all, ...(agent ? { agent } : {}) };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      let length = 0;
      incoming.on("data", (chunk: Buffer) => (length += chunk.length));
      incoming.on("end", () => {
        const { statusCode = 500 } = incoming;
        if (statusCode < 300) resolve(length);
        else reject(new Error(`${method} ${path.split("?")[0]} answered ${statusCode}`));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
