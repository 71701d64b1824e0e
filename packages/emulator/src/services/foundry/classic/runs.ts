import { redact } from "@tegata/core";
import type { FoundryCall, FoundryHandler } from "../call.ts";
import { nowSeconds } from "../call.ts";
import { mapping, metadataOf, optionalBoolean, optionalList, requiredText } from "../input.ts";
import { requireInput, textOf } from "../mind.ts";
import type { Question } from "../mind.ts";
import { pageOf } from "../page.ts";
import type { StoredRun, StoredThread } from "../project-data.ts";
import { nothingFound, openAIError } from "../refusal.ts";
import { eventStream } from "../sse.ts";
import { requireAssistant } from "./assistants.ts";
import { makeMessage } from "./message-input.ts";
import { makeRun } from "./run-input.ts";
import { runEvents } from "./run-events.ts";
import { failRun, isActive, requireIdle, settleThread } from "./settle.ts";
import { keepThread, makeThread, requireThread } from "./threads.ts";

function requireRun({ parameters }: FoundryCall, { runs }: StoredThread): StoredRun {
  const id = parameters["runId"] ?? "";
  const found = runs.find(({ run }) => run.id === id);
  if (!found) throw nothingFound("run", id);
  return found;
}

function questionOf({ caller }: FoundryCall, messages: StoredThread["messages"], { run }: StoredRun): Question {
  const said = messages.map(({ role, content }) => ({ role, text: textOf(content) }));
  const input = said.findLast(({ role }) => role === "user")?.text ?? "";
  return requireInput({ caller, model: run.model, instructions: run.instructions, said, input });
}

interface Asked {
  readonly asked: StoredRun;
  /** Messages that come with the run. */
  readonly added: StoredThread["messages"];
}

/** Waits for an answer that takes time, and writes it down. */
async function waitFor(call: FoundryCall, asked: StoredRun, answer: Promise<string>): Promise<void> {
  try {
    const text = await answer;
    if (isActive(asked.run)) asked.answer = text;
  } catch (error) {
    if (isActive(asked.run)) failRun(call, asked, redact(error instanceof Error ? error.message : String(error)));
  } finally {
    call.pending.delete(asked.run.id);
    await call.context.store.save();
  }
}

/** Asks the agent, who may refuse: only then are thread, messages and run kept. What is said at once waits for a look. */
function ask(call: FoundryCall, stored: StoredThread, { asked, added }: Asked): void {
  const answer = call.mind(questionOf(call, [...stored.messages, ...added], asked));
  keepThread(call, stored);
  stored.messages.push(...added);
  stored.runs.push(asked);
  if (typeof answer === "string") asked.answer = answer;
  else call.pending.set(asked.run.id, waitFor(call, asked, answer));
}

/** A run as the request wants it, which nobody has asked yet; refuses what is wrong with it. */
function prepare(call: FoundryCall, threadId: string): StoredRun {
  const assistant = requireAssistant(call, requiredText(call.body, "assistant_id"));
  optionalBoolean(call.body, "stream");
  return { run: makeRun(call, call.body, { assistant, threadId }), askedAtMs: call.context.world.now() };
}

/** The run as JSON, or as events when the caller wants to follow it. */
function answered(call: FoundryCall, stored: StoredThread, asked: StoredRun, isNew: boolean): unknown {
  if (call.body["stream"] !== true) return asked.run;
  return eventStream(runEvents(call, { stored, asked, isNew }));
}

export const createRun: FoundryHandler = (call) => {
  const stored = requireThread(call);
  requireIdle(call, stored, "run");
  const added = optionalList(call.body, "additional_messages");
  const messages = added.map((each) => makeMessage(call, mapping(each) ?? {}, stored.thread.id));
  const asked = prepare(call, stored.thread.id);
  ask(call, stored, { asked, added: messages });
  return answered(call, stored, asked, false);
};

export const createThreadAndRun: FoundryHandler = (call) => {
  requireAssistant(call, requiredText(call.body, "assistant_id"));
  const stored = makeThread(call, mapping(call.body["thread"]) ?? {});
  const asked = prepare(call, stored.thread.id);
  ask(call, stored, { asked, added: [] });
  return answered(call, stored, asked, true);
};

export const listRuns: FoundryHandler = (call) => {
  const stored = requireThread(call);
  settleThread(call, stored);
  return pageOf(
    stored.runs.map(({ run }) => run),
    call.query,
    ({ id }) => id,
  );
};

export const getRun: FoundryHandler = (call) => {
  const stored = requireThread(call);
  const found = requireRun(call, stored);
  settleThread(call, stored);
  return found.run;
};

export const updateRun: FoundryHandler = (call) => {
  const found = requireRun(call, requireThread(call));
  if (call.body["metadata"]) found.run = { ...found.run, metadata: metadataOf(call.body) };
  return found.run;
};

/** A run that has not been looked at since it began can still be cancelled. The wording is OpenAI's own. */
export const cancelRun: FoundryHandler = (call) => {
  const found = requireRun(call, requireThread(call));
  if (!isActive(found.run)) throw openAIError(`Cannot cancel run with status '${found.run.status}'.`);
  delete found.answer;
  found.run = { ...found.run, status: "cancelled", cancelled_at: nowSeconds(call), expires_at: null };
  return found.run;
};

/** The emulated agent calls no tool, so no run ever waits for a tool's output. The wording is OpenAI's own. */
export const submitToolOutputs: FoundryHandler = (call) => {
  const stored = requireThread(call);
  const found = requireRun(call, stored);
  settleThread(call, stored);
  throw openAIError(`Runs in status "${found.run.status}" do not accept tool outputs.`);
};

export const listSteps: FoundryHandler = (call) => {
  const stored = requireThread(call);
  const { run } = requireRun(call, stored);
  settleThread(call, stored);
  const steps = stored.steps.filter(({ run_id }) => run_id === run.id);
  return pageOf(steps, call.query, ({ id }) => id);
};

export const getStep: FoundryHandler = (call) => {
  const stored = requireThread(call);
  const { run } = requireRun(call, stored);
  settleThread(call, stored);
  const id = call.parameters["stepId"] ?? "";
  const found = stored.steps.find((step) => step.id === id && step.run_id === run.id);
  if (!found) throw nothingFound("run step", id);
  return found;
};
