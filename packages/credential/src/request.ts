// One request with its time-out, and its repetition where repeating is right. Knows nothing of tokens.
import { safeCause, systemCode } from "./foreign-text.ts";
import type { FetchRequest, World } from "./world.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** How long one attempt may take, answer included. */
  readonly timeoutMs: number;
  /** What this call carries that no error may show. */
  readonly secrets: readonly string[];
}

/** The other side answered. */
export interface Answer {
  readonly answered: true;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** The body, when it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Nobody answered in time, or the connection broke. */
export interface NoAnswer {
  readonly answered: false;
  readonly cause: Error;
  readonly systemCode: string | undefined;
}

export type Outcome = Answer | NoAnswer;

export interface RetryPolicy {
  /** Pauses between attempts: as many retries as there are entries. `Retry-After` takes precedence. */
  readonly delaysMs: readonly number[];
  /** Whether an answer may be followed by another attempt. A missing answer always may. */
  readonly isTransient: (answer: Answer) => boolean;
}

/** A service that asks for a longer pause is not waited for: the caller is told, with the time. */
const longestWaitMs = 10_000;
/** What clients of Microsoft accept at most as `Retry-After`: entra-throttling guidance and MSAL agree on an hour. */
const longestRetryAfterMs = 3_600_000;

/** Sends until the answer is final or the retries are used up; returns the last outcome. Never throws for a network fault. */
export async function send(call: HttpCall, policy: RetryPolicy, world: World): Promise<Outcome> {
  for (const delayMs of policy.delaysMs) {
    const outcome = await attempt(call, world);
    if (outcome.answered && !policy.isTransient(outcome)) return outcome;
    const askedMs = outcome.answered ? outcome.retryAfterMs : undefined;
    if (askedMs !== undefined && askedMs > longestWaitMs) return outcome;
    await world.clock.sleep(askedMs ?? delayMs * (0.75 + world.random.fraction() / 2));
  }
  return attempt(call, world);
}

async function attempt(call: HttpCall, world: World): Promise<Outcome> {
  const done = new AbortController();
  const timeout = world.clock.sleep(call.timeoutMs, done.signal).then(() => {
    throw new Error(`no answer within ${call.timeoutMs} ms`);
  });
  try {
    return await Promise.race([exchangeBytes(call, world, done.signal), timeout]);
  } catch (error) {
    return { answered: false, cause: safeCause(error, call.secrets), systemCode: systemCode(error) };
  } finally {
    // Stops the timer, or the request when the timer was first.
    done.abort(new Error("the attempt is over"));
  }
}

async function exchangeBytes(call: HttpCall, world: World, signal: AbortSignal): Promise<Answer> {
  const request: FetchRequest = {
    method: call.method,
    headers: call.headers,
    ...(call.body === undefined ? {} : { body: call.body }),
    redirect: "manual",
    signal,
  };
  const response = await world.fetch(call.url, request);
  const text = await response.text();
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"), world.clock.now());
  return { answered: true, status: response.status, retryAfterMs, json: readJson(text) };
}

/** `Retry-After` in milliseconds: seconds or a date. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}

/** The parser's own error quotes the text it stumbled over, which may be a token: it is not passed on. */
function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A field that is a string, else undefined. */
export function textField(json: Answer["json"], name: string): string | undefined {
  const value = json?.[name];
  return typeof value === "string" ? value : undefined;
}
