import { loadEmulator } from "../emulator/load.ts";
import { stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";

export const emulatorReset: Command = {
  name: "emulator reset",
  summary: "forget everything but the certificate authority; the emulator must not run",
  examples: ["tegata emulator reset"],
  options: [stateOption],
  run: async (invocation) => {
    const { resetStateFolder } = await loadEmulator();
    const folder = await stateFolderOf(invocation);
    const reset = await resetStateFolder(folder);
    return {
      exitCode: exitCode.done,
      data: { reset, stateFolder: folder },
      text: reset
        ? `The next start begins afresh in ${folder}.`
        : `There is no emulator state in ${folder}; nothing was changed.`,
    };
  },
};
