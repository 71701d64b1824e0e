import type { FoundryCall, FoundryHandler } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { mapping, metadataOf, optionalList } from "../input.ts";
import { pageOf } from "../page.ts";
import type { StoredThread } from "../project-data.ts";
import { nothingFound } from "../refusal.ts";
import type { Json, Thread } from "../wire.ts";
import { makeMessage } from "./message-input.ts";

export function requireThread({ data, parameters }: FoundryCall): StoredThread {
  const id = parameters["threadId"] ?? "";
  const found = data.threads.find(({ thread }) => thread.id === id);
  if (!found) throw nothingFound("thread", id);
  return found;
}

/** Makes a thread with its first messages, and does not keep it yet. */
export function makeThread(call: FoundryCall, body: Json): StoredThread {
  const thread: Thread = {
    id: newId(call, "thread"),
    object: "thread",
    created_at: nowSeconds(call),
    metadata: metadataOf(body),
    tool_resources: body["tool_resources"] ?? {},
  };
  const messages = optionalList(body, "messages").map((each) => makeMessage(call, mapping(each) ?? {}, thread.id));
  return { thread, messages, runs: [], steps: [] };
}

/** Keeps a thread, once. */
export function keepThread({ data }: FoundryCall, stored: StoredThread): StoredThread {
  if (!data.threads.includes(stored)) data.threads.push(stored);
  return stored;
}

export const createThread: FoundryHandler = (call) => keepThread(call, makeThread(call, call.body)).thread;

export const listThreads: FoundryHandler = ({ data, query }) =>
  pageOf(
    data.threads.map(({ thread }) => thread),
    query,
    ({ id }) => id,
  );

export const getThread: FoundryHandler = (call) => requireThread(call).thread;

export const updateThread: FoundryHandler = (call) => {
  const stored = requireThread(call);
  const { metadata, tool_resources } = stored.thread;
  stored.thread = {
    ...stored.thread,
    metadata: call.body["metadata"] ? metadataOf(call.body) : metadata,
    tool_resources: call.body["tool_resources"] ?? tool_resources,
  };
  return stored.thread;
};

export const deleteThread: FoundryHandler = (call) => {
  const stored = requireThread(call);
  call.data.threads = call.data.threads.filter((each) => each !== stored);
  return { id: stored.thread.id, object: "thread.deleted", deleted: true };
};
