import type { FoundryCall, FoundryHandler } from "../call.ts";
import { metadataOf } from "../input.ts";
import { pageOf } from "../page.ts";
import type { StoredThread } from "../project-data.ts";
import { nothingFound } from "../refusal.ts";
import type { ThreadMessage } from "../wire.ts";
import { makeMessage } from "./message-input.ts";
import { requireIdle, settleThread } from "./settle.ts";
import { requireThread } from "./threads.ts";

function requireMessage({ parameters }: FoundryCall, { messages }: StoredThread): ThreadMessage {
  const id = parameters["messageId"] ?? "";
  const found = messages.find((message) => message.id === id);
  if (!found) throw nothingFound("message", id);
  return found;
}

function settled(call: FoundryCall): StoredThread {
  const stored = requireThread(call);
  settleThread(call, stored);
  return stored;
}

export const createMessage: FoundryHandler = (call) => {
  const stored = requireThread(call);
  requireIdle(call, stored, "message");
  const message = makeMessage(call, call.body, stored.thread.id);
  stored.messages.push(message);
  return message;
};

export const listMessages: FoundryHandler = (call) => {
  const runId = call.query.get("run_id");
  const messages = settled(call).messages.filter(({ run_id }) => runId === null || run_id === runId);
  return pageOf(messages, call.query, ({ id }) => id);
};

export const getMessage: FoundryHandler = (call) => requireMessage(call, settled(call));

export const updateMessage: FoundryHandler = (call) => {
  const stored = settled(call);
  const before = requireMessage(call, stored);
  const after = { ...before, metadata: call.body["metadata"] ? metadataOf(call.body) : before.metadata };
  stored.messages[stored.messages.indexOf(before)] = after;
  return after;
};

export const deleteMessage: FoundryHandler = (call) => {
  const stored = settled(call);
  const { id } = requireMessage(call, stored);
  stored.messages = stored.messages.filter((message) => message.id !== id);
  return { id, object: "thread.message.deleted", deleted: true };
};
