import type { DestroyOutcome, Removal } from "@tegata/setup";
import { destroy as destroySetup, fileOption, renderDestroy } from "@tegata/setup";
import { ask, mayAsk } from "../ask.ts";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError, declined } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import { showProgress } from "../output/progress.ts";
import type { SetupRun } from "../setup-run.ts";
import { prepareSetup, sideOptions } from "../setup-run.ts";

/** Nothing is deleted in silence: a person types the application's name, a script says --yes. */
async function confirm(invocation: Invocation, run: SetupRun): Promise<void> {
  if (invocation.options["yes"] === true) return;
  if (!mayAsk(invocation)) {
    throw new CliError("cli.usage", "destroy asks before it deletes, and there is nobody to ask", {
      fix: "Look at tegata destroy --dry-run, then add --yes.",
    });
  }
  const planned = await destroySetup({ ...run, dryRun: true });
  invocation.terminal.note(renderDestroy(planned, { colour: invocation.terminal.colour }));
  const { name } = run.configuration.home.application;
  if ((await ask(invocation, `\nType ${name} to delete this: `)) !== name) throw declined();
}

function blockedOf({ remains }: Pick<DestroyOutcome, "remains">): Removal[] {
  return remains.filter(({ action }) => action === "blocked");
}

function handOver(
  { remains, applicationId }: DestroyOutcome,
  { configuration, applicationId: given }: SetupRun,
  file: string | undefined,
): string[] {
  const id = applicationId ?? given ?? configuration.home.application.clientId ?? "<client id>";
  const sides = new Map(blockedOf({ remains }).map(({ tenantId, side }) => [tenantId, side]));
  return [...sides].map(([tenantId, side]) =>
    side === "home"
      ? `The administrator of ${tenantId} runs: tegata destroy --side home${fileOption(file)}`
      : `The administrator of ${tenantId} runs: tegata destroy --side resource --application-id ${id}${fileOption(file)}`,
  );
}

export const destroy: Command = {
  name: "destroy",
  summary: "take down what apply made, in reverse; hosts and what others made stay",
  examples: ["tegata destroy --dry-run", "tegata destroy", "tegata destroy --side home --yes"],
  options: [
    ...sideOptions,
    { flags: "--dry-run", description: "say what would be removed, and remove nothing" },
    { flags: "--yes", description: "do not ask" },
  ],
  run: async (invocation) => {
    const run = await prepareSetup(invocation);
    const dryRun = invocation.options["dryRun"] === true;
    if (!dryRun) await confirm(invocation, run);
    const outcome = await destroySetup({ ...run, dryRun, onProgress: showProgress(invocation.terminal) });
    const blocked = blockedOf(outcome);
    // What was removed has been told as it happened; said again, it would look like more.
    const shown = renderDestroy(outcome, { colour: invocation.terminal.colour, remainsOnly: !dryRun });
    return {
      exitCode: blocked.length > 0 && !dryRun ? exitCode.waitingForOtherAdministrator : exitCode.done,
      data: outcome,
      text: [shown, ...handOver(outcome, run, text(invocation, "file"))].join("\n"),
    };
  },
};
