import type { FoundryCall } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { textOf, tokensOf } from "../mind.ts";
import type { StoredRun, StoredThread } from "../project-data.ts";
import { openAIError } from "../refusal.ts";
import type { Run, RunStep, ThreadMessage, Usage } from "../wire.ts";

export function isActive({ status }: Run): boolean {
  return status === "queued" || status === "in_progress";
}

/** The wording is OpenAI's own. */
export function refuseWhileActive({ thread, runs }: StoredThread, what: string): void {
  const active = runs.find(({ run }) => isActive(run));
  if (!active) return;
  const also = what.startsWith("Can't")
    ? ` while a run ${active.run.id} is active.`
    : ` already has an active run ${active.run.id}.`;
  throw openAIError(`${what} ${thread.id}${also}`);
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
