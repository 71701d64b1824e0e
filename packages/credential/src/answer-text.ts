// The text of an answer, with an end: whoever stands in for a token service may send without one.

/** More than any token; an answer beyond it is not from a token service or an identity endpoint. */
const longestAnswerBytes = 1_048_576;

/** Reads to the end, as UTF-8 without its mark. @throws Error when there is more than 1 MiB */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop ends the answer, and with it the connection.
    if (bytes > longestAnswerBytes) throw new Error(`an answer of more than ${longestAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
