// Requests to services elsewhere: by the global `fetch`, with its proxy and certificates.
import { readText } from "./answer-text.ts";
import type { FetchRequest, FetchResponse } from "./fetch.ts";

/** Sends one request by whatever `globalThis.fetch` is at that moment: instrumentation replaces it. */
export async function fetchGlobally(url: string, request: FetchRequest): Promise<FetchResponse> {
  const response = await globalThis.fetch(url, request);
  const { status, headers, body } = response;
  // What stands in for `fetch` in somebody's test may have no body to read piece by piece.
  return { status, headers, text: async () => (body ? readText(body) : response.text()) };
}
