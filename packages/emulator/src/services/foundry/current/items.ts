import type { FoundryCall } from "../call.ts";
import { newId } from "../call.ts";
import { mapping } from "../input.ts";
import { textOf } from "../mind.ts";
import type { Utterance } from "../mind.ts";
import { openAIError } from "../refusal.ts";
import type { Json, MessageItem } from "../wire.ts";

const roles = new Set(["user", "assistant", "system", "developer"]);

function contentOf(content: unknown, role: string, param: string): readonly unknown[] {
  const type = role === "assistant" ? "output_text" : "input_text";
  if (typeof content === "string")
    return [type === "output_text" ? { type, text: content, annotations: [] } : { type, text: content }];
  if (Array.isArray(content) && content.every(mapping)) return content as unknown[];
  throw openAIError(`Invalid type for '${param}.content': expected a string or an array of objects.`, {
    param: `${param}.content`,
    code: "invalid_type",
  });
}

function messageItem(call: FoundryCall, item: Json, param: string): MessageItem {
  const { role } = item;
  if (typeof role !== "string" || !roles.has(role)) {
    const message = `Invalid value: '${String(role)}'. Supported values are: 'assistant', 'system', 'developer', and 'user'.`;
    throw openAIError(message, { param: `${param}.role`, code: "invalid_value" });
  }
  const content = contentOf(item["content"], role, param);
  return { id: newId(call, "msg"), type: "message", status: "completed", role, content };
}

/** Everything kept that an item may refer to. */
function findItem({ data }: FoundryCall, id: unknown): MessageItem | undefined {
  const inConversations = data.conversations.flatMap(({ items }) => items);
  return [...inConversations, ...data.responses.flatMap(({ history }) => history)].find((item) => item.id === id);
}

function itemOf(call: FoundryCall, value: unknown, param: string): MessageItem {
  const item = mapping(value) ?? {};
  const { type = "message" } = item;
  if (type === "message") return messageItem(call, item, param);
  if (type === "item_reference") {
    const found = findItem(call, item["id"]);
    if (found) return found;
    throw openAIError(`Item with id '${String(item["id"])}' not found.`, { param, status: 404 });
  }
  // The emulated agent calls no function; the wording is OpenAI's own.
  if (type === "function_call_output") {
    throw openAIError(`No tool call found for function call output with call_id ${String(item["call_id"])}.`, {
      param,
    });
  }
  throw openAIError(`The emulator keeps messages only, not items of type '${String(type)}'.`, {
    param: `${param}.type`,
    code: "invalid_value",
  });
}

/** Items as they are given, a text being a message of the user, as they are kept. */
export function itemsOf(call: FoundryCall, value: unknown, name: string): readonly MessageItem[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [messageItem(call, { role: "user", content: value }, name)];
  if (Array.isArray(value)) return value.map((each, index) => itemOf(call, each, `${name}[${index}]`));
  throw openAIError(`Invalid type for '${name}': expected a string or an array of items.`, {
    param: name,
    code: "invalid_type",
  });
}

export function utteranceOf({ role, content }: MessageItem): Utterance {
  const speaker = role === "user" || role === "assistant" ? role : "system";
  return { role: speaker, text: textOf(content) };
}
