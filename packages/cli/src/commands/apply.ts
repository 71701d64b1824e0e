import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Plan, ProgressEvent, SetupOutcome } from "@tegata/setup";
import {
  apply as applySetup,
  handOver,
  plan as makePlan,
  readPlan,
  renderPlan,
  shortAddress,
  summarize,
} from "@tegata/setup";
import { ask, mayAsk } from "../ask.ts";
import { CliError, declined } from "../errors.ts";
import { handOverLines } from "../hand-over.ts";
import { exitCode } from "../output/exit-codes.ts";
import { showProgress } from "../output/progress.ts";
import type { SetupRun } from "../setup-run.ts";
import { prepareSetup, setupOptions } from "../setup-run.ts";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";

/** Whether to go on: asked only at a terminal, and only when there is something to do. A saved plan was looked at. */
async function confirmed(invocation: Invocation, run: SetupRun, saved: Plan | undefined): Promise<boolean> {
  if (!mayAsk(invocation) || invocation.options["yes"] === true || saved !== undefined) return true;
  const made = await makePlan({ ...run, onProgress: showProgress(invocation.terminal) });
  const { create, update, delete: removed } = summarize(made);
  if (create + update + removed === 0) return true;
  invocation.terminal.note(renderPlan(made, { colour: invocation.terminal.colour }));
  return /^y(es)?$/i.test(await ask(invocation, "\nApply this? [y/N] "));
}

async function savedPlan(invocation: Invocation): Promise<Plan | undefined> {
  const file = text(invocation, "plan");
  if (file === undefined) return undefined;
  try {
    return readPlan(await readFile(resolve(invocation.workingFolder, file), "utf8"));
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    const fix = "Name the file that tegata plan --out wrote.";
    throw new CliError("cli.usage", `${file} cannot be read`, { fix, cause });
  }
}

function headline({ steps, blocked }: SetupOutcome): string {
  const untouched = new Set<string>(["unchanged", "skipped"]);
  const done = steps.filter(({ result }) => !untouched.has(result)).length;
  if (done > 0) return `Done: ${done} written, ${steps.length - done} already as configured.`;
  if (blocked.length === 0) return "Nothing to do: everything is as configured.";
  return `Nothing to do on this side: ${steps.length} already as configured, ${blocked.length} left to the other.`;
}

/**
 * What still waits for somebody. The resource side's own half is whole without a look at home: its service principal
 * can only be there because home's application is.
 */
function waitingOf({ blocked }: SetupOutcome, invocation: Invocation): SetupOutcome["blocked"] {
  const onlyResource = text(invocation, "side") === "resource";
  return onlyResource && blocked.every(({ side }) => side === "home") ? [] : blocked;
}

/** Whose directory nobody is signed in to was not looked at: what is wanted there may be there already. */
function waitingLines(waiting: SetupOutcome["blocked"]): string[] {
  const unseen = waiting.every((change) => change.action === "blocked" && change.waitsFor !== "the home side");
  const heading = unseen
    ? "Left to the other administrator; not looked at from here, so it may be done already:"
    : "Waiting for the other administrator:";
  return [heading, ...waiting.map(({ address, because, side }) => `  ${shortAddress(address)} (${side}): ${because}`)];
}

/** What was set need not be set by hand; a virtual machine has no settings that anybody could set from afar. */
function settingsHeading({ steps }: SetupOutcome): string {
  const kinds = steps.map(({ change }) => change.kind);
  const count = (kind: (typeof kinds)[number]): number => kinds.filter((one) => one === kind).length;
  const allSet = count("hostSettings") > 0 && count("hostSettings") === count("hostIdentity");
  return allSet ? "The host has these application settings:" : "The host needs these application settings:";
}

function textOf(outcome: SetupOutcome, waiting: SetupOutcome["blocked"], invocation: Invocation): string {
  const file = text(invocation, "file");
  const lines = [headline({ ...outcome, blocked: waiting })];
  if (waiting.length > 0) {
    const about = { homeTenantId: outcome.homeTenantId, applicationId: outcome.applicationClientId, file };
    lines.push("", ...waitingLines(waiting), ...handOverLines(handOver(waiting, about), file));
  } else if (outcome.blocked.length > 0) {
    lines.push("This side is complete. Home's half was not looked at: that takes home's own rights.");
  }
  // The hosts are home's; who acts for the other side alone has none to set.
  if (text(invocation, "side") !== "resource") {
    lines.push("", settingsHeading(outcome));
    for (const [name, value] of Object.entries(outcome.applicationSettings)) lines.push(`  ${name}=${value}`);
  }
  for (const notice of outcome.notices) lines.push("", `Note: ${notice.message}`);
  return lines.join("\n");
}

/** With --side, what the other side has to do is no news on every line; the end says it. */
function progressOf(invocation: Invocation): (event: ProgressEvent) => void {
  const show = showProgress(invocation.terminal);
  const hasSide = text(invocation, "side") !== undefined;
  return (event) => {
    const isOthers =
      event.type === "blocked" &&
      event.change.action === "blocked" &&
      event.change.waitsFor === "an operator of this directory";
    if (!(hasSide && isOthers)) show(event);
  };
}

export const apply: Command = {
  name: "apply",
  summary: "bring both directories to what tegata.yaml says; a second run has nothing to do",
  examples: ["tegata apply", "tegata apply --side home", "tegata apply --plan plan.json", "tegata apply --yes --json"],
  options: [
    ...setupOptions,
    { flags: "--plan <path>", description: "a saved plan; nothing is written when it is out of date" },
    { flags: "--yes", description: "do not ask; without a terminal nothing is ever asked" },
  ],
  run: async (invocation) => {
    const run = await prepareSetup(invocation);
    const saved = await savedPlan(invocation);
    if (!(await confirmed(invocation, run, saved))) throw declined();
    const onProgress = progressOf(invocation);
    const outcome = await applySetup({ ...run, onProgress, ...(saved ? { expected: saved } : {}) });
    const waiting = waitingOf(outcome, invocation);
    const code = waiting.length === 0 ? exitCode.done : exitCode.waitingForOtherAdministrator;
    return { exitCode: code, data: outcome, text: textOf(outcome, waiting, invocation) };
  },
};
