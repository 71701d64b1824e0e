import { demoConfiguration, demoNames } from "../demo/configuration.ts";
import { readEnvironment, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";

export const emulatorConfiguration: Command = {
  name: "emulator configuration",
  summary: "print a tegata.yaml for the two directories of the emulator that runs",
  examples: ["tegata emulator configuration"],
  options: [stateOption],
  run: async (invocation) => {
    // The first article's: the shortest that does something. The demo and the samples have the second one's.
    const [blob] = demoNames.journeys;
    const configuration = demoConfiguration(await readEnvironment(await stateFolderOf(invocation)), [blob]);
    return { exitCode: exitCode.done, data: { configuration }, text: configuration.trimEnd() };
  },
};
