import { plan as makePlan, renderPlan, summarize } from "@tegata/setup";
import { exitCode } from "../output/exit-codes.ts";
import { prepareSetup, setupOptions } from "../setup-run.ts";
import type { Command } from "../command.ts";

export const plan: Command = {
  name: "plan",
  summary: "show what apply would do in either directory; writes nothing",
  examples: ["tegata plan", "tegata plan --side home", "tegata plan --detailed-exitcode --json"],
  options: [...setupOptions, { flags: "--detailed-exitcode", description: "exit 2 when there is something to do" }],
  run: async (invocation) => {
    const made = await makePlan(await prepareSetup(invocation));
    const { create, update, blocked } = summarize(made);
    const hasChanges = create + update + blocked > 0;
    const code =
      hasChanges && invocation.options["detailedExitcode"] === true ? exitCode.planHasChanges : exitCode.done;
    return { exitCode: code, data: made, text: renderPlan(made, { colour: invocation.terminal.colour }) };
  },
};
