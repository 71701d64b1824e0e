type Fetch = (request: Request) => Response | Promise<Response>;

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

/** Refuses bodies that are longer than the limit, before anything holds them in memory. */
export function withBodyLimit(fetch: Fetch, maxBytes: number): Fetch {
  return async (request) => {
    const declared = request.headers.get("content-length");
    if (Number(declared ?? 0) > maxBytes) return tooLarge(maxBytes);
    if (declared !== null || request.body === null) return fetch(request);
    const body = await readUpTo(maxBytes, request.body);
    const { url, method, headers } = request;
    return body === undefined ? tooLarge(maxBytes) : fetch(new Request(url, { method, headers, body }));
  };
}
