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
