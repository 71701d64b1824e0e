/** What `atob` takes and base64url has not: the other alphabet's last two characters, padding, and ASCII white space. */
const foreign = ["+", "/", "=", " ", "\n", "\r", "\t", "\f"] as const;

/**
 * What unpadded base64url text (RFC 4648 section 5) means, each byte as one character, or undefined if the text has
 * another character or a length that no bytes have. By `atob`, which every platform has and none in JavaScript, and which
 * refuses the rest: tokens are decoded on every exchange, and a regular expression takes longer than all of this.
 */
export function decodeBase64Url(text: string): string | undefined {
  for (const character of foreign) if (text.includes(character)) return undefined;
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch (error) {
    // A DOMException, which is an Error everywhere.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Whether the text is unpadded base64url: its alphabet, and a length that some bytes have. */
export function isBase64Url(text: string): boolean {
  return decodeBase64Url(text) !== undefined;
}
