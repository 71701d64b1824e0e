import { redact } from "@tegata/core";
import type { Mind, Question, Utterance } from "./mind.ts";
import { serverError } from "./refusal.ts";

/** A model elsewhere that answers for the agents, over the chat completions of OpenAI's API. */
export interface ModelEndpoint {
  /** Its base: `http://localhost:11434/v1`. Whoever sets it chooses where the emulator sends what agents are told. */
  readonly url: string;
  /** Sent as bearer token, if it is given. */
  readonly key?: string;
  /** In place of the model that the agent names. */
  readonly model?: string;
  /** How long it may take, in milliseconds. Default 60000. */
  readonly timeoutMs?: number;
  /** Default: this process's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

const longestAnswer = 1_000_000;

function messagesOf({ instructions, said }: Question): readonly { role: string; content: string }[] {
  const first: Utterance[] = instructions === null ? [] : [{ role: "system", text: instructions }];
  return [...first, ...said].map(({ role, text }) => ({ role, content: text }));
}

async function readAnswer(response: Response): Promise<string> {
  const text = (await response.text()).slice(0, longestAnswer);
  if (!response.ok) throw serverError(`The model endpoint answered ${response.status}: ${redact(text.slice(0, 500))}`);
  const body = JSON.parse(text) as {
    readonly choices?: readonly { readonly message?: { readonly content?: unknown } }[];
  };
  const content = body.choices?.[0]?.message?.content;
  if (typeof content === "string") return content;
  throw serverError("The model endpoint's answer has no choices[0].message.content.");
}

function failure(error: unknown, { url, timeoutMs = 60_000 }: ModelEndpoint): Error {
  const name = error instanceof Error ? error.name : "";
  if (name === "FoundryRefusal") return error as Error;
  if (name === "TimeoutError") return serverError(`The model endpoint did not answer within ${timeoutMs} ms.`);
  if (name === "SyntaxError") return serverError("The model endpoint did not answer with JSON.");
  const { origin } = new URL(url);
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return serverError(`The model endpoint at ${origin} could not be reached${redact(cause)}.`);
}

/**
 * Forwards what agents are asked to a model: its instructions as the system's message, then everything said so far. One
 * request an answer; no redirect is followed, nothing of the caller's token is sent.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function forwardingMind(endpoint: ModelEndpoint): Mind {
  const { url, key, timeoutMs = 60_000, fetch: send = fetch } = endpoint;
  return async (question) => {
    const headers = {
      "content-type": "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    const body = JSON.stringify({ model: endpoint.model ?? question.model, messages: messagesOf(question) });
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const target = `${url.replace(/\/+$/, "")}/chat/completions`;
      return await readAnswer(await send(target, { method: "POST", headers, body, signal, redirect: "error" }));
    } catch (error) {
      throw failure(error, endpoint);
    }
  };
}
