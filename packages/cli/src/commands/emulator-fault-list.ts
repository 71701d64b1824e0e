import type { Command } from "../command.ts";
import type { ShownFault } from "../emulator/faults.ts";
import { describeFault } from "../emulator/faults.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorFaultList: Command = {
  name: "emulator fault list",
  summary: "list the faults that stand in the emulator that runs",
  examples: ["tegata emulator fault list", "tegata emulator fault list --json"],
  options: [stateOption],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const data = (await running.get("/faults")) as { readonly faults: readonly ShownFault[] };
    const lines = data.faults.map(describeFault);
    return { exitCode: exitCode.done, data, text: lines.length > 0 ? lines.join("\n") : "No fault stands." };
  },
};
