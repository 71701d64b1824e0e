import { readEnvironment, stateFolderOf, stateOption } from "../emulator/running.ts";
import type { EnvironmentFormat } from "../emulator/variables.ts";
import { formats, renderEnvironment } from "../emulator/variables.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";

export const emulatorEnv: Command = {
  name: "emulator env",
  summary: "print how to reach the emulator that runs; it holds the operators' secrets",
  examples: ["tegata emulator env", 'eval "$(tegata emulator env --format bash)"'],
  options: [
    stateOption,
    {
      flags: "--format <format>",
      description: "json has everything; the others have variables",
      choices: formats,
      defaultValue: "json",
    },
  ],
  run: async (invocation) => {
    const environment = await readEnvironment(await stateFolderOf(invocation));
    const format = (invocation.json ? "json" : (text(invocation, "format") ?? "json")) as EnvironmentFormat;
    const raw = renderEnvironment(environment, format);
    return { exitCode: exitCode.done, data: environment, text: raw, raw };
  },
};
