import type { FoundryCall } from "../call.ts";
import { nowSeconds } from "../call.ts";
import type { StoredRun, StoredThread } from "../project-data.ts";
import type { ServerEvent } from "../sse.ts";
import { pieces } from "../sse.ts";
import type { Finished } from "./settle.ts";
import { finishedBefore, finishRun, isActive } from "./settle.ts";
import { textOf } from "../mind.ts";

interface Followed {
  readonly stored: StoredThread;
  readonly asked: StoredRun;
  /** Whether the thread was made with the run. */
  readonly isNew: boolean;
}

const of = (event: string, data: unknown): ServerEvent => ({ event, data });

/** The message in pieces, and the step that makes it. */
function* messageEvents({ message, step }: Finished): Generator<ServerEvent> {
  const stepBegun = { ...step, status: "in_progress", completed_at: null, usage: null };
  const messageBegun = { ...message, status: "in_progress", completed_at: null, content: [] };
  yield of("thread.run.step.created", stepBegun);
  yield of("thread.run.step.in_progress", stepBegun);
  yield of("thread.message.created", messageBegun);
  yield of("thread.message.in_progress", messageBegun);
  for (const piece of pieces(textOf(message.content))) {
    const content = [{ index: 0, type: "text", text: { value: piece, annotations: [] } }];
    yield of("thread.message.delta", { id: message.id, object: "thread.message.delta", delta: { content } });
  }
  yield of("thread.message.completed", message);
  yield of("thread.run.step.completed", step);
}

/** Finishes the run, unless somebody else's look has: who follows it is told all the same. */
function finished(call: FoundryCall, { stored, asked }: Followed): Finished | undefined {
  if (!isActive(asked.run)) return finishedBefore(stored, asked);
  return asked.answer === undefined ? undefined : finishRun(call, stored, asked);
}

/**
 * What a caller that follows a run is sent, in this order.
 *
 * @see https://platform.openai.com/docs/api-reference/assistants-streaming/events
 */
export async function* runEvents(call: FoundryCall, followed: Followed): AsyncGenerator<ServerEvent> {
  const { stored, asked, isNew } = followed;
  const { run } = asked;
  if (isNew) yield of("thread.created", stored.thread);
  yield of("thread.run.created", run);
  yield of("thread.run.queued", run);
  yield of("thread.run.in_progress", { ...run, status: "in_progress", started_at: nowSeconds(call) });
  await call.pending.get(run.id);
  const said = finished(call, followed);
  if (said) yield* messageEvents(said);
  yield of(`thread.run.${asked.run.status}`, asked.run);
  yield of("done", "[DONE]");
  await call.context.store.save();
}
