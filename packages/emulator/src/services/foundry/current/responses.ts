import type { FoundryCall, FoundryHandler } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { metadataOf, optionalList, optionalNumber, optionalRatio } from "../input.ts";
import type { Question } from "../mind.ts";
import { requireInput, tokensOf } from "../mind.ts";
import { pageOf } from "../page.ts";
import { nothingFound, openAIError } from "../refusal.ts";
import { eventStream } from "../sse.ts";
import type { Json, MessageItem, StoredResponse } from "../wire.ts";
import { utteranceOf } from "./items.ts";
import { responseEvents } from "./response-events.ts";
import type { Asked } from "./response-request.ts";
import { readRequest } from "./response-request.ts";

type ResponseObject = Json & { readonly id: string };

/** Everything that was said before, with what is new at the end. */
function historyOf({ conversation, previous, input }: Asked): readonly MessageItem[] {
  return [...(conversation?.items ?? previous?.history ?? []), ...input];
}

function questionOf({ caller }: FoundryCall, asked: Asked): Question {
  const said = historyOf(asked).map(utteranceOf);
  const news = asked.input.filter(({ role }) => role === "user").map((item) => utteranceOf(item).text);
  const last = said.findLast(({ role }) => role === "user")?.text ?? "";
  const input = news.length > 0 ? news.join("\n") : last;
  return requireInput({ caller, model: asked.model, instructions: asked.instructions, said, input });
}

/** The response before its agent has said anything. */
function begun(call: FoundryCall, asked: Asked): ResponseObject {
  const { body } = call;
  const { agent, conversation, previous } = asked;
  const definition = agent?.definition ?? body;
  return {
    id: newId(call, "resp"),
    object: "response",
    created_at: nowSeconds(call),
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: asked.instructions,
    max_output_tokens: optionalNumber(body, "max_output_tokens"),
    model: asked.model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: previous?.response.id ?? null,
    conversation: conversation ? { id: conversation.conversation.id } : null,
    store: asked.isKept,
    temperature: optionalRatio(definition, "temperature", 2) ?? 1,
    text: definition["text"] ?? { format: { type: "text" } },
    tool_choice: definition["tool_choice"] ?? "auto",
    tools: optionalList(definition, "tools"),
    top_p: optionalRatio(definition, "top_p", 1) ?? 1,
    truncation: "disabled",
    usage: null,
    metadata: metadataOf(body),
    ...(agent ? { agent_reference: { type: "agent_reference", name: agent.name, version: agent.version } } : {}),
  };
}

function usageOf(question: Question, answer: string): Json {
  const asked = [question.instructions ?? "", ...question.said.map(({ text }) => text)].join("\n");
  const [input_tokens, output_tokens] = [tokensOf(asked), tokensOf(answer)];
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input_tokens + output_tokens,
  };
}

/** Keeps what was asked and said where the next request will look for it. */
function keep(call: FoundryCall, asked: Asked, response: ResponseObject, message: MessageItem): void {
  asked.conversation?.items.push(...asked.input, message);
  if (!asked.isKept) return;
  const endpointOf = call.parameters["agentName"];
  const stored: StoredResponse = {
    response,
    input: asked.input,
    history: [...historyOf(asked), message],
    ...(endpointOf === undefined ? {} : { endpointOf }),
  };
  call.data.responses.push(stored);
}

export const createResponse: FoundryHandler = async (call) => {
  const asked = readRequest(call);
  const question = questionOf(call, asked);
  const first = begun(call, asked);
  const finish = async (): Promise<{ readonly response: ResponseObject; readonly message: MessageItem }> => {
    const text = await call.mind(question);
    const content = [{ type: "output_text", text, annotations: [], logprobs: [] }];
    const message: MessageItem = {
      id: newId(call, "msg"),
      type: "message",
      status: "completed",
      role: "assistant",
      content,
    };
    const response = { ...first, status: "completed", output: [message], usage: usageOf(question, text) };
    keep(call, asked, response, message);
    await call.context.store.save();
    return { response, message };
  };
  return asked.isStream ? eventStream(responseEvents(first, finish)) : (await finish()).response;
};

function requireResponse({ data, parameters }: FoundryCall): StoredResponse {
  const id = parameters["responseId"] ?? "";
  const found = data.responses.find(
    ({ response, endpointOf }) => response.id === id && (parameters["agentName"] ?? endpointOf) === endpointOf,
  );
  if (!found) throw nothingFound("response", id);
  return found;
}

/** What was sent while it was made is not kept, so it cannot be sent again. */
export const getResponse: FoundryHandler = (call) => {
  const { response } = requireResponse(call);
  if (call.query.get("stream") !== "true") return response;
  throw openAIError("The emulator streams a response while it is made, not later.", { param: "stream" });
};

export const deleteResponse: FoundryHandler = (call) => {
  const stored = requireResponse(call);
  call.data.responses = call.data.responses.filter((each) => each !== stored);
  return { id: stored.response.id, object: "response", deleted: true };
};

/** The wording is OpenAI's own: only what runs in the background can be cancelled. */
export const cancelResponse: FoundryHandler = (call) => {
  requireResponse(call);
  throw openAIError("Cannot cancel a synchronous response.");
};

export const listInput: FoundryHandler = (call) => pageOf(requireResponse(call).input, call.query, ({ id }) => id);
