import type { ChainCheckId } from "./chain-checks.ts";

/** What a refusal says: the check that does not hold, and why that is so likely. Plain data, no secret in it. */
export interface Reading {
  readonly check: ChainCheckId;
  /** One sentence, for people. */
  readonly says: string;
  /** Nothing is wrong; it takes so many more seconds, as far as known. */
  readonly passesInSeconds?: number;
}

/** How long Microsoft says that a change may take to reach every copy. */
export const propagationSeconds = 600;

/** How long to wait for a service that says nothing of how long it will be busy. Ours; IMDS promises 70 seconds. */
export const outageSeconds = 300;

/** System codes of a connection that was there and broke: it may work in a moment. */
const broken: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether no connection came about at all in the time that there was. */
export function isTimeout(systemCode: string | undefined): boolean {
  return systemCode === "ETIMEDOUT" || systemCode === "UND_ERR_CONNECT_TIMEOUT";
}

/** What silence says, by the system's code for it. */
export function readSilence(who: string, systemCode: string | undefined): Omit<Reading, "check"> {
  const code = systemCode ?? "";
  if (broken.has(code)) return { says: `${who} broke the connection off`, passesInSeconds: outageSeconds };
  if (/CERT|SIGNATURE|SSL|TLS/.test(code)) return { says: `this process does not trust the certificate of ${who}` };
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return { says: `the name of ${who} does not resolve here` };
  if (code === "ECONNREFUSED") return { says: `nothing listens where ${who} should be` };
  return { says: `${who} did not answer` };
}
