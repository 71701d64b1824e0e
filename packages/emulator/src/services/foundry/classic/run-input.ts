import type { FoundryCall } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { metadataOf, optionalBoolean, optionalList, optionalNumber, optionalRatio, optionalText } from "../input.ts";
import type { Assistant, Json, Run } from "../wire.ts";

/** A run that nobody has worked on is given up after ten minutes, says OpenAI's reference. */
const expiresAfterSeconds = 600;

interface On {
  readonly assistant: Assistant;
  readonly threadId: string;
}

function instructionsOf(body: Json, assistant: Assistant): string | null {
  const own = optionalText(body, "instructions", 256_000) ?? assistant.instructions;
  const more = optionalText(body, "additional_instructions", 256_000);
  return more === null ? own : [own, more].filter(Boolean).join("\n");
}

/** What a run takes over from the request, and else from the assistant. */
function settingsOf(body: Json, assistant: Assistant) {
  return {
    model: optionalText(body, "model", 256) ?? assistant.model,
    instructions: instructionsOf(body, assistant),
    tools: body["tools"] ? optionalList(body, "tools") : assistant.tools,
    tool_resources: body["tool_resources"] ?? assistant.tool_resources,
    metadata: metadataOf(body),
    temperature: optionalRatio(body, "temperature", 2) ?? assistant.temperature,
    top_p: optionalRatio(body, "top_p", 1) ?? assistant.top_p,
    max_completion_tokens: optionalNumber(body, "max_completion_tokens"),
    max_prompt_tokens: optionalNumber(body, "max_prompt_tokens"),
    truncation_strategy: body["truncation_strategy"] ?? { type: "auto", last_messages: null },
    response_format: body["response_format"] ?? assistant.response_format,
    tool_choice: body["tool_choice"] ?? "auto",
    parallel_tool_calls: optionalBoolean(body, "parallel_tool_calls") ?? true,
  };
}

/** A run that waits. */
export function makeRun(call: FoundryCall, body: Json, { assistant, threadId }: On): Run {
  const created_at = nowSeconds(call);
  return {
    id: newId(call, "run"),
    object: "thread.run",
    created_at,
    thread_id: threadId,
    assistant_id: assistant.id,
    status: "queued",
    started_at: null,
    expires_at: created_at + expiresAfterSeconds,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    required_action: null,
    last_error: null,
    incomplete_details: null,
    usage: null,
    ...settingsOf(body, assistant),
  };
}
