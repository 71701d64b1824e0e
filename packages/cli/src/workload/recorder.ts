// The two hops as they went over the wire. The credential tells why a hop failed, not what it carried; whoever explains
// needs the tokens too. So the credential is given a fetch that looks on.
import { jwtBearerAssertionType } from "@tegata/core";
import type { Fetch } from "@tegata/credential";

/** What went over the wire. Holds tokens: show them to nobody, keep them no longer than needed. */
export interface Recording {
  /** What was, or would have been, presented as client assertion. */
  assertion?: string;
  /** The system's code, such as `ECONNREFUSED`, when the last request got no answer. */
  systemCode?: string;
  /** The token service's last answer. */
  exchange?: {
    readonly status: number;
    readonly accessToken?: string;
    /** `error_codes`, or none. */
    readonly codes: readonly number[];
    /** `error_description`. May quote what was sent. */
    readonly description?: string;
    /** The token service's clock against this machine's, in milliseconds; positive: ours is behind. */
    readonly skewMs?: number;
  };
  /** The identity endpoint's last answer, when it was no token. */
  identity?: { readonly status: number; readonly message: string };
}

type Json = Readonly<Record<string, unknown>>;

function jsonOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Json) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function textOf(json: Json, name: string): string | undefined {
  const value = json[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The code is at the error or at what caused it; a time limit has none. */
function systemCodeOf(cause: unknown): string {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error.code;
  }
  return "ETIMEDOUT";
}

function skewOf(date: string | null, nowMs: number): { skewMs?: number } {
  const ms = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? {} : { skewMs: ms - nowMs };
}

function recordExchange(
  recording: Recording,
  answer: { readonly status: number; readonly json: Json; readonly date: string | null; readonly nowMs: number },
): void {
  const { status, json, date, nowMs } = answer;
  const accessToken = textOf(json, "access_token");
  const description = textOf(json, "error_description");
  const codes = json["error_codes"];
  recording.exchange = {
    status,
    codes: Array.isArray(codes) ? codes.filter((code): code is number => Number.isInteger(code)) : [],
    ...(accessToken === undefined ? {} : { accessToken }),
    ...(description === undefined ? {} : { description }),
    ...skewOf(date, nowMs),
  };
}

function recordIdentity(recording: Recording, status: number, json: Json): void {
  const token = textOf(json, "access_token") ?? textOf(json, "value");
  if (token !== undefined) recording.assertion = token;
  else {
    const parts = ["error", "error_description", "message"].map((name) => textOf(json, name));
    recording.identity = { status, message: parts.filter((part) => part !== undefined).join(": ") };
  }
}

/** A fetch that passes everything on and writes down what the hops carried. */
export function recordingFetch(recording: Recording, send: Fetch, now: () => number): Fetch {
  return async (url, request) => {
    const sent = new URLSearchParams(request.body ?? "");
    const isExchange = sent.get("client_assertion_type") === jwtBearerAssertionType;
    if (isExchange) recording.assertion = sent.get("client_assertion") ?? "";
    delete recording.systemCode;
    let response: Awaited<ReturnType<Fetch>>;
    try {
      response = await send(url, request);
    } catch (cause) {
      recording.systemCode = systemCodeOf(cause);
      throw cause;
    }
    const text = await response.text();
    const json = jsonOf(text);
    const { status, headers } = response;
    if (isExchange) recordExchange(recording, { status, json, date: headers.get("date"), nowMs: now() });
    else recordIdentity(recording, status, json);
    return { status, headers, text: () => Promise.resolve(text) };
  };
}
