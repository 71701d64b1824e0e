// One request with its time-out, and its repetition where repeating is right. Knows nothing of tokens.
import { safeCause, systemCode } from "./foreign-text.ts";
import type { Timeline } from "./timeline.ts";
import type { Fetch, FetchRequest } from "./fetch.ts";
import type { World } from "./world.ts";

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
  /** Its `Date`, in milliseconds since 1970-01-01 UTC. */
  readonly dateMs: number | undefined;
  /** When this attempt was sent, on the timeline. */
  readonly sentAtMs: number;
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

/** How and by what rules a call is sent. */
export interface Sender {
  readonly fetch: Fetch;
  readonly policy: RetryPolicy;
  readonly world: World;
  readonly timeline: Timeline;
  /** Called before each attempt. */
  readonly attempted: () => void;
  readonly retried: (retry: { readonly attempt: number; readonly status?: number; readonly pauseMs: number }) => void;
  /** Waits for its turn before each attempt; what it returns is called when the attempt is over. */
  readonly takeTurn?: (() => Promise<() => void>) | undefined;
}

/** A service that asks for a longer pause is not waited for: the caller is told, with the time. */
const longestWaitMs = 10_000;
/** What clients of Microsoft accept at most as `Retry-After`: entra-throttling guidance and MSAL agree on an hour. */
const longestRetryAfterMs = 3_600_000;

/** Sends until the answer is final or the retries are used up; returns the last outcome. Never throws for a network fault. */
export async function send(call: HttpCall, sender: Sender): Promise<Outcome> {
  const { policy, world } = sender;
  for (const [index, delayMs] of policy.delaysMs.entries()) {
    const outcome = await attempt(call, sender);
    if (outcome.answered && !policy.isTransient(outcome)) return outcome;
    const askedMs = outcome.answered ? outcome.retryAfterMs : undefined;
    if (askedMs !== undefined && askedMs > longestWaitMs) return outcome;
    // "0", or a date that is over, asks for no pause; three requests within a millisecond would help nobody.
    const pauseMs = askedMs || delayMs * (0.75 + world.random.fraction() / 2);
    sender.retried({ attempt: index + 1, pauseMs, ...(outcome.answered ? { status: outcome.status } : {}) });
    await world.clock.sleep(pauseMs);
  }
  return attempt(call, sender);
}

async function attempt(call: HttpCall, sender: Sender): Promise<Outcome> {
  const done = await sender.takeTurn?.();
  sender.attempted();
  try {
    return await attemptNow(call, sender);
  } finally {
    done?.();
  }
}

async function attemptNow(call: HttpCall, sender: Sender): Promise<Outcome> {
  const done = new AbortController();
  const timeout = sender.world.clock.sleep(call.timeoutMs, done.signal).then(() => {
    throw new Error(`no answer within ${call.timeoutMs} ms`);
  });
  try {
    return await Promise.race([exchangeBytes(call, sender, done.signal), timeout]);
  } catch (error) {
    return { answered: false, cause: safeCause(error, call.secrets), systemCode: systemCode(error) };
  } finally {
    // Stops the timer, or the request when the timer was first.
    done.abort(new Error("the attempt is over"));
  }
}

async function exchangeBytes(call: HttpCall, sender: Sender, signal: AbortSignal): Promise<Answer> {
  const request: FetchRequest = {
    method: call.method,
    headers: call.headers,
    ...(call.body === undefined ? {} : { body: call.body }),
    redirect: "manual",
    signal,
  };
  const sentAtMs = sender.timeline.now();
  const response = await sender.fetch(call.url, request);
  const text = await response.text();
  const dateMs = readDate(response.headers.get("date"));
  // A date in Retry-After is meant by the clock that wrote it.
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"), dateMs ?? sender.world.clock.now());
  return { answered: true, status: response.status, retryAfterMs, json: readJson(text), dateMs, sentAtMs };
}

function readDate(value: string | null): number | undefined {
  const ms = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** `Retry-After` in milliseconds: seconds or a date. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  // Of dates, only those that begin with a day's name: the parser takes "-5" and "10, 10" for days, too.
  const dateMs = /^[A-Z][a-z]{2,}/.test(value.trim()) ? Date.parse(value) - nowMs : Number.NaN;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : dateMs;
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
