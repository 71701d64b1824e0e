import type { Plan } from "@tegata/setup";
import { handOver, permissionsOf, plan as makePlan, renderPermissions, renderPlan, writePlan } from "@tegata/setup";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { writeNewFile } from "../files.ts";
import { exitCode } from "../output/exit-codes.ts";
import { showProgress } from "../output/progress.ts";
import type { CommandResult } from "../output/result.ts";
import type { SetupRun } from "../setup-run.ts";
import { prepareSetup, setupOptions } from "../setup-run.ts";
import { handOverLines } from "../hand-over.ts";

/** Asks nobody: what a configuration takes follows from the configuration. */
async function permissions(invocation: Invocation): Promise<CommandResult> {
  const run = await prepareSetup(invocation);
  const made = await makePlan({ ...run, operators: {} });
  const only = text(invocation, "side");
  const sides = permissionsOf(made, run.configuration).filter(({ side }) => only === undefined || side === only);
  return { exitCode: exitCode.done, data: { sides }, text: renderPermissions(sides) };
}

/** What nobody looked at is not known to differ: with --side, the other side's half. */
function hasChanges({ changes }: Plan): boolean {
  return changes.some(
    (one) => one.action !== "keep" && !(one.action === "blocked" && one.waitsFor === "an operator of this directory"),
  );
}

/** A host may have the identity and still be told the wrong ids: whoever reads "unchanged" should know what was read. */
function notLookedAt({ configuration, operators, withHostSettings }: SetupRun): string[] {
  const hosts = configuration.home.hosts ?? [];
  const haveSettings = hosts.some(({ kind }) => kind === "appService" || kind === "functionApp");
  if (!haveSettings || withHostSettings || operators.home === undefined) return [];
  return ["application settings not looked at (--set-app-settings)"];
}

function textOf(made: Plan, run: SetupRun, invocation: Invocation): string {
  const file = text(invocation, "file");
  const about = { homeTenantId: made.homeTenantId, applicationId: made.application.clientId, file };
  const shown = renderPlan(made, { colour: invocation.terminal.colour, notLookedAt: notLookedAt(run) });
  return [shown, ...handOverLines(handOver(made.changes, about), file)].join("\n");
}

export const plan: Command = {
  name: "plan",
  summary: "show what apply would do in either directory; writes nothing",
  examples: [
    "tegata plan",
    "tegata plan --side home",
    "tegata plan --out plan.json",
    "tegata plan --permissions",
    "tegata plan --detailed-exitcode --json",
  ],
  options: [
    ...setupOptions,
    { flags: "--detailed-exitcode", description: "exit 2 when there is something to do" },
    { flags: "--out <path>", description: "write the plan to a new file, for apply --plan" },
    { flags: "--permissions", description: "list the least rights of each side instead; asks no directory" },
  ],
  run: async (invocation) => {
    if (invocation.options["permissions"] === true) return permissions(invocation);
    const run = await prepareSetup(invocation);
    const made = await makePlan({ ...run, onProgress: showProgress(invocation.terminal) });
    const out = text(invocation, "out");
    if (out !== undefined) await writeNewFile(invocation, { name: out, text: writePlan(made) });
    const code =
      hasChanges(made) && invocation.options["detailedExitcode"] === true ? exitCode.planHasChanges : exitCode.done;
    return { exitCode: code, data: made, text: textOf(made, run, invocation) };
  },
};
