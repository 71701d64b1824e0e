import type { FoundryCall } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { textOf, tokensOf } from "../mind.ts";
import type { StoredRun, StoredThread } from "../project-data.ts";
import { openAIError } from "../refusal.ts";
import type { Run, RunStep, ThreadMessage, Usage } from "../wire.ts";

export function isActive({ status }: Run): boolean {
  return status === "queued" || status === "in_progress";
}

function usageOf({ messages }: StoredThread, { run, answer = "" }: StoredRun): Usage {
  const asked = [run.instructions ?? "", ...messages.map(({ content }) => textOf(content))].join("\n");
  const [prompt, completion] = [tokensOf(asked), tokensOf(answer)];
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** What a finished run leaves behind: the message that it added and the step that says so. */
export interface Finished {
  readonly message: ThreadMessage;
  readonly step: RunStep;
}

/** Says what the run has to say, as the last message of its thread. */
export function finishRun(call: FoundryCall, stored: StoredThread, finishing: StoredRun): Finished {
  const { run, answer = "" } = finishing;
  const now = nowSeconds(call);
  const ids = { thread_id: stored.thread.id, run_id: run.id, assistant_id: run.assistant_id };
  const usage = usageOf(stored, finishing);
  const message: ThreadMessage = {
    id: newId(call, "msg"),
    object: "thread.message",
    created_at: now,
    ...ids,
    status: "completed",
    incomplete_details: null,
    completed_at: now,
    incomplete_at: null,
    role: "assistant",
    content: [{ type: "text", text: { value: answer, annotations: [] } }],
    attachments: [],
    metadata: {},
  };
  const step: RunStep = {
    id: newId(call, "step"),
    object: "thread.run.step",
    created_at: now,
    ...ids,
    type: "message_creation",
    status: "completed",
    cancelled_at: null,
    completed_at: now,
    expired_at: null,
    failed_at: null,
    last_error: null,
    step_details: { type: "message_creation", message_creation: { message_id: message.id } },
    usage,
    metadata: {},
  };
  stored.messages.push(message);
  stored.steps.push(step);
  finishing.run = { ...run, status: "completed", started_at: now, completed_at: now, expires_at: null, usage };
  delete finishing.answer;
  return { message, step };
}

/** What a run left behind that was finished before, while somebody looked at it. */
export function finishedBefore({ messages, steps }: StoredThread, { run }: StoredRun): Finished | undefined {
  const message = messages.find(({ run_id }) => run_id === run.id);
  const step = steps.find(({ run_id }) => run_id === run.id);
  return message && step && { message, step };
}

export function failRun(call: FoundryCall, failing: StoredRun, message: string): void {
  const failed_at = nowSeconds(call);
  const last_error = { code: "server_error", message };
  failing.run = { ...failing.run, status: "failed", failed_at, expires_at: null, last_error };
}

/**
 * Brings the runs of a thread up to date. A run whose answer is known is finished when somebody looks, so that it is
 * seen waiting once; one whose answer is on its way stays as it is; one that nobody works on any more has failed.
 */
export function settleThread(call: FoundryCall, stored: StoredThread): void {
  for (const each of stored.runs.filter(({ run }) => isActive(run))) {
    if (each.answer !== undefined) finishRun(call, stored, each);
    else if (!call.pending.has(each.run.id))
      failRun(call, each, "The emulator was restarted while the agent answered.");
  }
}

/** How long a run keeps its thread to itself when nobody looks: as long as the quickest of models. */
const thinkingMs = 1_000;

function isBusy({ context, pending }: FoundryCall, { run, askedAtMs = 0 }: StoredRun): boolean {
  const isThinking = Math.abs(context.world.now() - askedAtMs) < thinkingMs;
  return isActive(run) && (isThinking || pending.has(run.id));
}

/**
 * A thread with a run on it takes neither a message nor another run: who does not wait for the run is told so here as in
 * Azure. The wording is OpenAI's own.
 *
 * @see https://platform.openai.com/docs/assistants/deep-dive#thread-locks
 */
export function requireIdle(call: FoundryCall, stored: StoredThread, adds: "message" | "run"): void {
  const { id } = stored.thread;
  const busy = stored.runs.find((each) => isBusy(call, each))?.run.id;
  if (busy === undefined) return settleThread(call, stored);
  throw openAIError(
    adds === "message"
      ? `Can't add messages to ${id} while a run ${busy} is active.`
      : `Thread ${id} already has an active run ${busy}.`,
  );
}
