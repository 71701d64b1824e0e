import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const gunzipAsync = promisify(gunzip);

type Fetch = (request: Request) => Response | Promise<Response>;

/** A refused body that says to be longer than this is not listened to, nor is one that does not say. */
const mostHeardBytes = 32 * 1024 * 1024;

/**
 * Hears a refused body out. A client that is still sending when the connection is closed sees a broken connection, which
 * it takes for a passing fault and tries again, and never reads the refusal.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
async function hearOut(body: ReadableStream<Uint8Array> | null): Promise<void> {
  await body?.pipeTo(new WritableStream());
}

function tooLarge(maxBytes: number): Response {
  const message = `The request body is larger than ${maxBytes} bytes.`;
  return Response.json(
    { error: { code: "RequestTooLarge", message } },
    { status: 413, headers: { Connection: "close" } },
  );
}

/** Reads a body whose length nobody told, as long as it is not too long. */
async function readUpTo(
  maxBytes: number,
  body: ReadableStream<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a packed body holds; undefined when that is too long, and no JSON when it is no gzip. */
async function unpack(packed: Buffer<ArrayBuffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return Buffer.from(await gunzipAsync(packed, { maxOutputLength: maxBytes }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) return Buffer.from("no gzip");
    throw error;
  }
}

/**
 * Unpacks bodies in gzip, which Kiota's clients send to Graph unless they are told not to; the limit holds for what comes
 * out. What is no gzip, the service refuses.
 *
 * @see https://learn.microsoft.com/openapi/kiota/middleware
 */
export function withPackedBodies(fetch: Fetch, maxBytes: number): Fetch {
  return async (request) => {
    if (request.headers.get("content-encoding")?.trim().toLowerCase() !== "gzip" || request.body === null)
      return fetch(request);
    const { url, method } = request;
    const headers = new Headers(request.headers);
    headers.delete("content-encoding");
    headers.delete("content-length");
    const packed = Buffer.from(await request.arrayBuffer());
    const body = await unpack(packed, maxBytes);
    return body === undefined ? tooLarge(maxBytes) : fetch(new Request(url, { method, headers, body }));
  };
}

/** Refuses bodies that are longer than the limit, before anything holds them in memory. */
export function withBodyLimit(fetch: Fetch, maxBytes: number): Fetch {
  return async (request) => {
    const declared = request.headers.get("content-length");
    if (Number(declared ?? 0) > maxBytes) {
      if (Number(declared) <= mostHeardBytes) await hearOut(request.body);
      return tooLarge(maxBytes);
    }
    if (declared !== null || request.body === null) return fetch(request);
    const body = await readUpTo(maxBytes, request.body);
    const { url, method, headers } = request;
    return body === undefined ? tooLarge(maxBytes) : fetch(new Request(url, { method, headers, body }));
  };
}
