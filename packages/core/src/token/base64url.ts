const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The value of each ASCII character in the alphabet. A table, because tokens are decoded on every exchange. */
const values: Uint8Array = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;

const shape = /^[\w-]*$/;

/** Whether the text is unpadded base64url (RFC 4648 section 5): its alphabet, and a length that some bytes have. */
export function isBase64Url(text: string): boolean {
  return text.length % 4 !== 1 && shape.test(text);
}

function valueAt(text: string, index: number): number {
  return values[text.charCodeAt(index)] as number;
}

/**
 * The bytes of unpadded base64url text (RFC 4648 section 5), or undefined if the text has another character or a
 * length that no bytes have.
 */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  if (!isBase64Url(text)) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  const whole = text.length - (text.length % 4);
  let at = 0;
  for (let index = 0; index < whole; index += 4) {
    const held =
      (valueAt(text, index) << 18) |
      (valueAt(text, index + 1) << 12) |
      (valueAt(text, index + 2) << 6) |
      valueAt(text, index + 3);
    bytes[at++] = held >> 16;
    bytes[at++] = held >> 8;
    bytes[at++] = held;
  }
  if (at < bytes.length) bytes[at++] = (valueAt(text, whole) << 2) | (valueAt(text, whole + 1) >> 4);
  if (at < bytes.length) bytes[at] = (valueAt(text, whole + 1) << 4) | (valueAt(text, whole + 2) >> 2);
  return bytes;
}
