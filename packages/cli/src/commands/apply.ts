import { createInterface } from "node:readline/promises";
import type { SetupOutcome } from "@tegata/setup";
import { apply as applySetup, plan as makePlan, renderPlan, summarize } from "@tegata/setup";
import { interrupted } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import { showProgress } from "../output/progress.ts";
import type { SetupRun } from "../setup-run.ts";
import { prepareSetup, setupOptions } from "../setup-run.ts";
import type { Command, Invocation } from "../command.ts";

/** Whether to go on: asked only at a terminal, and only when there is something to do. */
async function confirmed(invocation: Invocation, run: SetupRun): Promise<boolean> {
  const { options, terminal, environment, signal } = invocation;
  const mayAsk = process.stdin.isTTY && options["yes"] !== true && options["input"] !== false && !environment["CI"];
  if (!mayAsk || invocation.json) return true;
  const made = await makePlan(run);
  const { create, update } = summarize(made);
  if (create + update === 0) return true;
  terminal.note(renderPlan(made, { colour: terminal.colour }));
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question("\nApply this? [y/N] ", { signal })).trim());
  } finally {
    reader.close();
  }
}

/** What the other administrator has to do, as commands. */
function handOver({ blocked, applicationClientId, homeTenantId }: SetupOutcome): string[] {
  const tenants = new Set(blocked.map(({ tenantId }) => tenantId));
  const application = applicationClientId === undefined ? "" : ` --application-id ${applicationClientId}`;
  return [...tenants].map((tenantId) =>
    tenantId === homeTenantId
      ? `The administrator of ${tenantId} runs: tegata apply --side home`
      : `The administrator of ${tenantId} runs: tegata apply --side resource${application || " --application-id <what home's apply told>"}`,
  );
}

function headline({ steps, blocked }: SetupOutcome): string {
  const untouched = new Set<string>(["unchanged", "skipped"]);
  const done = steps.filter(({ result }) => !untouched.has(result)).length;
  if (done > 0) return `Done: ${done} written, ${steps.length - done} already as configured.`;
  if (blocked.length === 0) return "Nothing to do: everything is as configured.";
  return `Nothing to do on this side: ${steps.length} already as configured, ${blocked.length} left to the other.`;
}

function textOf(outcome: SetupOutcome): string {
  const lines = [headline(outcome)];
  if (outcome.blocked.length > 0) {
    lines.push("", "Waiting for the other administrator:");
    for (const { address, because, side } of outcome.blocked) lines.push(`  ${address} (${side}): ${because}`);
    lines.push(...handOver(outcome));
  }
  lines.push("", "The host needs these application settings:");
  for (const [name, value] of Object.entries(outcome.applicationSettings)) lines.push(`  ${name}=${value}`);
  for (const notice of outcome.notices) lines.push("", `Note: ${notice.message}`);
  return lines.join("\n");
}

export const apply: Command = {
  name: "apply",
  summary: "bring both directories to what tegata.yaml says; a second run has nothing to do",
  examples: ["tegata apply", "tegata apply --side home", "tegata apply --yes --json"],
  options: [...setupOptions, { flags: "--yes", description: "do not ask" }],
  run: async (invocation) => {
    const run = await prepareSetup(invocation);
    if (!(await confirmed(invocation, run))) throw interrupted();
    const outcome = await applySetup({ ...run, onProgress: showProgress(invocation.terminal) });
    const code = outcome.isComplete ? exitCode.done : exitCode.waitingForOtherAdministrator;
    return { exitCode: code, data: outcome, text: textOf(outcome) };
  },
};
