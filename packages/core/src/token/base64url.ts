const shape = /^[\w-]*$/;

/** Whether the text is unpadded base64url (RFC 4648 section 5): its alphabet, and a length that some bytes have. */
export function isBase64Url(text: string): boolean {
  return text.length % 4 !== 1 && shape.test(text);
}

/**
 * What unpadded base64url text means, each byte as one character, or undefined if the text has another character or a
 * length that no bytes have. By `atob`, which every platform has and none in JavaScript: tokens are decoded on every
 * exchange.
 */
export function decodeBase64Url(text: string): string | undefined {
  return isBase64Url(text) ? atob(text.replaceAll("-", "+").replaceAll("_", "/")) : undefined;
}
