import { renderReview } from "@tegata/setup";
import type { Command } from "../command.ts";
import { exportOptions, prepareExport } from "../export-run.ts";
import { exitCode } from "../output/exit-codes.ts";

export const review: Command = {
  name: "review",
  summary: "one page for the resource administrator: what is granted, why, how it shows, how to cut it off",
  examples: ["tegata review --application-id 44444444-4444-4444-8444-444444444444", "tegata review --file tegata.yaml"],
  options: exportOptions,
  run: async (invocation) => {
    const page = renderReview(await prepareExport(invocation));
    return { exitCode: exitCode.done, data: { markdown: page }, text: page.trimEnd() };
  },
};
