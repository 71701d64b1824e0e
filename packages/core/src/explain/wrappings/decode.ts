// Bytes of a log as text. PowerShell 5 writes UTF-16 when output is redirected to a file.

function looksLikeUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, 400);
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > sample.length / 4 && even < odd / 4) return "utf-16le";
  return even > sample.length / 4 && odd < even / 4 ? "utf-16be" : undefined;
}

function swapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (bytes.length % 2));
  for (let at = 0; at < result.length; at += 2) {
    result[at] = bytes[at + 1] ?? 0;
    result[at + 1] = bytes[at] ?? 0;
  }
  return result;
}

/** The text of a log in UTF-8 or UTF-16, with or without a byte order mark. What is neither comes out as U+FFFD. */
export function decodeLog(bytes: Uint8Array): string {
  const form = looksLikeUtf16(bytes);
  const text =
    form === undefined
      ? new TextDecoder("utf-8").decode(bytes)
      : new TextDecoder("utf-16le").decode(form === "utf-16be" ? swapped(bytes) : bytes);
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
