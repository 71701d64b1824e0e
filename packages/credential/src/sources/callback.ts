import { tryDecodeToken } from "@tegata/core";
import { expiryOf, type AssertionCallback, type Source } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { safeCause } from "../foreign-text.ts";

/** A source of anybody's making. Its errors are not ours: they become `source.failed`, with their messages only. */
export function callback(given: AssertionCallback): Source {
  return {
    name: "a callback",
    request: async ({ audience }) => {
      const token = await called(given, audience);
      const decoded = typeof token === "string" ? tryDecodeToken(token) : undefined;
      // Without a readable end it is asked for again each time; the checks refuse what is no token at all.
      return { token: typeof token === "string" ? token : "", expiresOnMs: expiryOf(decoded) ?? 0 };
    },
  };
}

async function called(given: AssertionCallback, audience: string): Promise<unknown> {
  try {
    return await given({ audience });
  } catch (error) {
    throw new CrossTenantCredentialError("source.failed", "the assertion callback failed", {
      hop: 1,
      fix: "Look at the cause: the callback given as assertion threw it.",
      cause: safeCause(error, []),
      retryable: true,
    });
  }
}
