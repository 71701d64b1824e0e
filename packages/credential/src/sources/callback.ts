import { tryDecodeToken } from "@tegata/core";
import { expiryOf, type AssertionCallback, type Source } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { safeCause } from "../foreign-text.ts";
import type { Clock } from "../world.ts";

/** Longer than any source of ours may take, retries included. */
const timeoutMs = 60_000;

/** A source of anybody's making. Its errors are not ours: they become `source.failed`, with their messages only. */
export function callback(given: AssertionCallback): Source {
  return {
    name: "a callback",
    request: async ({ audience, world }) => {
      const token = await called(given, audience, world.clock);
      const decoded = typeof token === "string" ? tryDecodeToken(token) : undefined;
      // Without a readable end it is asked for again each time; the checks refuse what is no token at all.
      return { token: typeof token === "string" ? token : "", expiresOnMs: expiryOf(decoded) ?? 0 };
    },
  };
}

async function called(given: AssertionCallback, audience: string, clock: Clock): Promise<unknown> {
  const done = new AbortController();
  // Everybody waits for the one call that is under way: if it never ended, nobody would get a token any more.
  const timeout = clock.sleep(timeoutMs, done.signal).then(() => {
    throw new Error(`no assertion within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([(async () => given({ audience }))(), timeout]);
  } catch (error) {
    throw new CrossTenantCredentialError("source.failed", "the assertion callback failed", {
      hop: 1,
      fix: "Look at the cause: the callback given as assertion threw it.",
      cause: safeCause(error, []),
      retryable: true,
    });
  } finally {
    done.abort(new Error("the callback has answered"));
  }
}
