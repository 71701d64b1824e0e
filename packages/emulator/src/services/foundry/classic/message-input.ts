import type { FoundryCall } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { mapping, metadataOf, optionalList } from "../input.ts";
import { openAIError } from "../refusal.ts";
import type { Json, ThreadMessage } from "../wire.ts";

function invalidContent(): Error {
  return openAIError("Invalid 'content': expected a string that is not empty, or an array of content parts.", {
    param: "content",
  });
}

/** A part of a message as it is given, as one that is kept. Images are kept and not looked at. */
function contentPart(part: unknown): unknown {
  const given = mapping(part);
  const { type, text } = given ?? {};
  if (type === "text" && typeof text === "string") return { type, text: { value: text, annotations: [] } };
  if (type === "image_file" || type === "image_url") return given;
  throw openAIError(`Invalid value: '${String(type)}'. Supported values are: 'text', 'image_url', and 'image_file'.`, {
    param: "content[0].type",
    code: "invalid_value",
  });
}

function contentOf(content: unknown): readonly unknown[] {
  if (typeof content === "string" && content !== "") return [contentPart({ type: "text", text: content })];
  if (Array.isArray(content) && content.length > 0) return content.map(contentPart);
  throw invalidContent();
}

/** A message that a caller adds to a thread. */
export function makeMessage(call: FoundryCall, body: Json, threadId: string): ThreadMessage {
  const { role } = body;
  if (role !== "user" && role !== "assistant") {
    throw openAIError(`Invalid value: '${String(role)}'. Supported values are: 'user' and 'assistant'.`, {
      param: "role",
      code: "invalid_value",
    });
  }
  return {
    id: newId(call, "msg"),
    object: "thread.message",
    created_at: nowSeconds(call),
    thread_id: threadId,
    status: "completed",
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    role,
    content: contentOf(body["content"]),
    assistant_id: null,
    run_id: null,
    attachments: optionalList(body, "attachments"),
    metadata: metadataOf(body),
  };
}
