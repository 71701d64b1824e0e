import type { ExportFormat, Side } from "@tegata/setup";
import { exportFormats, exportSetup } from "@tegata/setup";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { exportOptions, prepareExport } from "../export-run.ts";
import { writeNewFile } from "../files.ts";
import { exitCode } from "../output/exit-codes.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "write one side's half as scripts or templates that its administrator reads and runs",
  examples: [
    "tegata export --format az --application-id 44444444-4444-4444-8444-444444444444",
    "tegata export --format terraform --out handover",
    "tegata export --side home --format bicep",
  ],
  options: [
    { flags: "--side <side>", description: "whose half", choices: ["resource", "home"], defaultValue: "resource" },
    { flags: "--format <format>", description: "the language", choices: exportFormats, defaultValue: "az" },
    { flags: "--out <folder>", description: "write files there instead of printing them" },
    ...exportOptions,
  ],
  run: async (invocation) => {
    const prepared = await prepareExport(invocation);
    const side = text(invocation, "side") as Side;
    const format = text(invocation, "format") as ExportFormat;
    const files = exportSetup({ ...prepared, side, format });
    const folder = text(invocation, "out");
    if (folder === undefined) {
      // The half itself; the way back is in --json and in --out.
      const shown = files.filter(({ name }) => !name.startsWith("revoke."));
      const printed =
        shown.length === 1 ? shown[0]?.text.trimEnd() : shown.map((one) => `=== ${one.name}\n${one.text}`).join("\n");
      return { exitCode: exitCode.done, data: { side, format, files }, text: printed ?? "" };
    }
    for (const { name, ...file } of files) await writeNewFile(invocation, { ...file, name: join(folder, name) });
    const names = files.map(({ name }) => join(folder, name));
    return { exitCode: exitCode.done, data: { side, format, files: names }, text: `Written: ${names.join(", ")}` };
  },
};
