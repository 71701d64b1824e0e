import type { FoundryCall, FoundryHandler } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { metadataOf, optionalList } from "../input.ts";
import { pageOf } from "../page.ts";
import type { StoredConversation } from "../project-data.ts";
import { openAIError } from "../refusal.ts";
import type { Conversation, MessageItem } from "../wire.ts";
import { itemsOf } from "./items.ts";

/**
 * The wording for an id of another form was recorded
 * (https://github.com/microsoft-foundry/new-foundry-portal/issues/102), the other is OpenAI's own.
 */
export function requireConversation({ data }: FoundryCall, id: string): StoredConversation {
  if (!/^conv_\w+$/.test(id)) {
    throw openAIError(`Invalid conversation id '${id}', Malformed identifier.`, {
      param: "conversation",
      code: "invalid_value",
    });
  }
  const found = data.conversations.find(({ conversation }) => conversation.id === id);
  if (!found) throw openAIError(`Conversation with id '${id}' not found.`, { status: 404, code: "not_found" });
  return found;
}

function asked(call: FoundryCall): StoredConversation {
  return requireConversation(call, call.parameters["conversationId"] ?? "");
}

function requireItem(call: FoundryCall, { conversation, items }: StoredConversation): MessageItem {
  const id = call.parameters["itemId"] ?? "";
  const found = items.find((item) => item.id === id);
  if (found) return found;
  throw openAIError(`Item with id '${id}' not found in conversation '${conversation.id}'.`, {
    status: 404,
    code: "not_found",
  });
}

export const createConversation: FoundryHandler = (call) => {
  const items = [...itemsOf(call, optionalList(call.body, "items"), "items")];
  const conversation: Conversation = {
    id: newId(call, "conv"),
    object: "conversation",
    created_at: nowSeconds(call),
    metadata: metadataOf(call.body),
  };
  call.data.conversations.push({ conversation, items });
  return conversation;
};

/** Of Foundry, not of OpenAI, which lists none. */
export const listConversations: FoundryHandler = ({ data, query }) =>
  pageOf(
    data.conversations.map(({ conversation }) => conversation),
    query,
    ({ id }) => id,
  );

export const getConversation: FoundryHandler = (call) => asked(call).conversation;

export const updateConversation: FoundryHandler = (call) => {
  const stored = asked(call);
  stored.conversation = { ...stored.conversation, metadata: metadataOf(call.body) };
  return stored.conversation;
};

export const deleteConversation: FoundryHandler = (call) => {
  const stored = asked(call);
  call.data.conversations = call.data.conversations.filter((each) => each !== stored);
  return { id: stored.conversation.id, object: "conversation.deleted", deleted: true };
};

export const createItems: FoundryHandler = (call) => {
  const stored = asked(call);
  const items = itemsOf(call, optionalList(call.body, "items"), "items");
  stored.items.push(...items);
  return {
    object: "list",
    data: items,
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: false,
  };
};

export const listItems: FoundryHandler = (call) => pageOf(asked(call).items, call.query, ({ id }) => id);

export const getItem: FoundryHandler = (call) => requireItem(call, asked(call));

export const deleteItem: FoundryHandler = (call) => {
  const stored = asked(call);
  const { id } = requireItem(call, stored);
  stored.items = stored.items.filter((item) => item.id !== id);
  return stored.conversation;
};
