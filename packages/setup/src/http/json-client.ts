// A small JSON client for Graph and Resource Manager: retries on the passed-in clock, typed errors, request ids.
// It never follows a link to another origin, because the token would go with it.
import type { RequestIds } from "@tegata/core";
import { pauseFor, throwIfCancelled } from "../cancellation.ts";
import type { Clock } from "../clock.ts";
import { SetupError } from "../errors.ts";
import type { Pace } from "./pace.ts";
import { isDistrust, lostRequest, quoted } from "./foreign-failure.ts";
import type { RequestName } from "./refusal.ts";
import { refusalOf } from "./refusal.ts";
import type { RetryPolicy } from "./retry.ts";
import { backoffMs, defaultRetryPolicy, isTransient, retryAfterMs } from "./retry.ts";

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** A pause before a request is tried again. */
export interface RetryNotice {
  readonly method: string;
  readonly url: string;
  readonly because: string;
  readonly delayMs: number;
  /** How often it has been sent so far. */
  readonly tries: number;
}

export interface JsonClientOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Origin, without a slash at the end. */
  readonly origin: string;
  readonly randomUuid: () => string;
  /** The token to send; called for every try, so it should cache. Left out for public documents. */
  readonly token?: () => Promise<string>;
  readonly retryPolicy?: RetryPolicy;
  readonly onRetry?: (notice: RetryNotice) => void;
  readonly signal?: AbortSignal;
  /** Without one, requests go out as they come. */
  readonly pace?: Pace;
}

export interface JsonRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly permission?: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly ids: RequestIds;
}

/** What one try came to. */
type Attempt =
  | { readonly kind: "answer"; readonly answer: JsonAnswer; readonly retryAfterMs: number | undefined }
  | { readonly kind: "lost"; readonly error: SetupError; readonly isFinal?: boolean };

export interface JsonClient {
  readonly origin: string;
  /** The answer, when its status is 2xx. @throws SetupError, ServiceError */
  send(method: string, path: string, request?: JsonRequest): Promise<JsonAnswer>;
  /** The body of a GET, or undefined when the answer is 404. */
  find(path: string, request?: JsonRequest): Promise<unknown>;
  /** Every item of a list, over all its pages. */
  list(path: string, request?: JsonRequest): Promise<unknown[]>;
}

function idsOf(headers: Headers): RequestIds {
  const requestId = headers.get("request-id") ?? headers.get("x-ms-request-id");
  const correlationId = headers.get("client-request-id") ?? headers.get("x-ms-correlation-request-id");
  return { ...(requestId ? { requestId } : {}), ...(correlationId ? { correlationId } : {}) };
}

async function parse(response: Response, name: RequestName, ids: RequestIds): Promise<Attempt> {
  const answer = { status: response.status, ids };
  const wait = { retryAfterMs: undefined };
  let text: string;
  try {
    text = await response.text();
    return { kind: "answer", answer: { ...answer, body: text === "" ? undefined : JSON.parse(text) }, ...wait };
  } catch (cause) {
    if (!response.ok) return { kind: "answer", answer: { ...answer, body: undefined }, ...wait };
    const message = `${name.method} ${name.url} was answered ${response.status} with a body that is not JSON`;
    const fix = "Look for a proxy in between; the service itself answers JSON.";
    return { kind: "lost", error: new SetupError("service.unreadable", message, { fix, cause: quoted(cause), ids }) };
  }
}

/** A client for one origin and one operator. */
export function createJsonClient(options: JsonClientOptions): JsonClient {
  const { clock, origin, signal } = options;
  const policy = options.retryPolicy ?? defaultRetryPolicy;

  async function attempt(name: RequestName, request: JsonRequest): Promise<Attempt> {
    const id = options.randomUuid();
    const headers: Record<string, string> = {
      accept: "application/json",
      // Graph reads the first, Resource Manager the second.
      "client-request-id": id,
      "x-ms-client-request-id": id,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...(options.token ? { authorization: `Bearer ${await options.token()}` } : {}),
      ...request.headers,
    };
    const init: RequestInit = {
      method: name.method,
      headers,
      redirect: "manual",
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(signal ? { signal } : {}),
    };
    let response: Response;
    try {
      response = await options.fetch(name.url, init);
    } catch (cause) {
      throwIfCancelled(signal);
      const error = lostRequest(`${name.method} ${name.url}`, cause, { correlationId: id });
      return { kind: "lost", error, isFinal: isDistrust(cause) };
    }
    const parsed = await parse(response, name, { correlationId: id, ...idsOf(response.headers) });
    return parsed.kind === "lost" ? parsed : { ...parsed, retryAfterMs: retryAfterMs(response.headers, clock.nowMs()) };
  }

  async function admitted(name: RequestName, details: JsonRequest): Promise<Attempt> {
    const leave = await options.pace?.admit(name.method);
    try {
      return await attempt(name, details);
    } finally {
      leave?.();
    }
  }

  async function pause(name: RequestName, outcome: Attempt, tries: number): Promise<boolean> {
    const asked = outcome.kind === "answer" ? outcome.retryAfterMs : undefined;
    if (outcome.kind === "lost" && outcome.isFinal === true) return false;
    if (tries >= policy.attempts || (asked ?? 0) > policy.longestRetryAfterMs) return false;
    const delayMs = asked ?? backoffMs(policy, tries);
    const because = outcome.kind === "answer" ? `answered ${outcome.answer.status}` : outcome.error.code;
    options.onRetry?.({ method: name.method, url: name.url, because, delayMs, tries });
    await pauseFor(delayMs, { clock, signal });
    return true;
  }

  async function request(name: RequestName, details: JsonRequest): Promise<JsonAnswer> {
    for (let tries = 1; ; tries += 1) {
      throwIfCancelled(signal);
      const outcome = await admitted(name, details);
      if (outcome.kind === "answer" && !isTransient(outcome.answer.status)) return outcome.answer;
      if (await pause(name, outcome, tries)) continue;
      throw outcome.kind === "lost" ? outcome.error : refusalOf(name, outcome.answer);
    }
  }

  function nameOf(method: string, path: string, { permission }: JsonRequest): RequestName {
    return { method, url: `${origin}${path}`, ...(permission === undefined ? {} : { permission }) };
  }

  async function send(method: string, path: string, details: JsonRequest = {}): Promise<JsonAnswer> {
    const name = nameOf(method, path, details);
    const answer = await request(name, details);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusalOf(name, answer);
  }

  async function find(path: string, details: JsonRequest = {}): Promise<unknown> {
    const name = nameOf("GET", path, details);
    const answer = await request(name, details);
    if (answer.status === 200) return answer.body;
    const refusal = refusalOf(name, answer);
    // A missing group or subscription is not the absence of the thing in it.
    if (answer.status === 404 && refusal.code === "service.refused") return undefined;
    throw refusal;
  }

  async function list(path: string, details: JsonRequest = {}): Promise<unknown[]> {
    const items: unknown[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const { body } = await send("GET", next, details);
      const page = (body ?? {}) as Readonly<Record<string, unknown>>;
      items.push(...(Array.isArray(page["value"]) ? (page["value"] as unknown[]) : []));
      next = pathOfLink(page["@odata.nextLink"] ?? page["nextLink"], origin);
    }
    return items;
  }

  return { origin, send, find, list };
}

// Resource Manager is known to write its own port into links (`https://management.azure.com:443/…`).
function pathOfLink(link: unknown, origin: string): string | undefined {
  if (typeof link !== "string" || link === "") return undefined;
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.origin === new URL(origin).origin) return `${url.pathname}${url.search}`;
  throw new SetupError("service.foreign-link", `${origin} points to its next page on another origin`, {
    fix: "Look for a proxy in between; the token was not sent there.",
  });
}
