/** How deep a body may go: Azure's own readers of JSON stop at 64. */
export const deepestBody = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Where a text in quotes ends, from behind its first quote. */
function endOfText(json: string, from: number): number {
  let at = from;
  while (at < json.length && json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

/**
 * Whether a text of JSON nests deeper than the emulator will keep. What goes deeper can be read but not written again:
 * one such object in the state, and nothing could be saved any more.
 *
 * The limit is that of the reader that Azure's services are written with:
 * https://learn.microsoft.com/dotnet/api/system.text.json.jsonreaderoptions.maxdepth
 */
export function isNestedTooDeep(json: string): boolean {
  if (json.length <= 2 * deepestBody) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfText(json, at + 1);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > deepestBody) return true;
  }
  return false;
}
