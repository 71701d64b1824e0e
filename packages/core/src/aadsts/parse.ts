/** What a text says about a refusal of the token service. */
export interface AadstsMention {
  readonly code: number;
  readonly traceId?: string;
  readonly correlationId?: string;
}

const guid = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

/** Every AADSTS number that a text mentions, in order, each once; with the ids that stand in the text. */
export function findAadsts(text: string): AadstsMention[] {
  const traceId = new RegExp(`trace[ _]id"?\\s*:\\s*"?${guid}`, "i").exec(text)?.[1];
  const correlationId = new RegExp(`correlation[ _]id"?\\s*:\\s*"?${guid}`, "i").exec(text)?.[1];
  const ids = { ...(traceId ? { traceId } : {}), ...(correlationId ? { correlationId } : {}) };
  const codes = new Set([...text.matchAll(/\bAADSTS(\d{5,8})\b/g)].map((match) => Number(match[1])));
  return [...codes].map((code) => ({ code, ...ids }));
}
