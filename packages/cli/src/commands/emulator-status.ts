import { readEnvironment, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";

export const emulatorStatus: Command = {
  name: "emulator status",
  summary: "tell whether an emulator runs, and where; exit 1 when none does",
  examples: ["tegata emulator status --json"],
  options: [stateOption],
  run: async (invocation) => {
    const { authority, resourceManager, graph, blob, proxy, stateFolder } = await readEnvironment(
      await stateFolderOf(invocation),
    );
    const data = { running: true, authority, resourceManager, graph, blob, proxy, stateFolder };
    return {
      exitCode: exitCode.done,
      data,
      text: `An emulator runs: token service ${authority}, state ${stateFolder}`,
    };
  },
};
