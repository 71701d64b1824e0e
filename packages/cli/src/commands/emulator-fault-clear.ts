import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorFaultClear: Command = {
  name: "emulator fault clear",
  summary: "take the faults away, or one of them",
  examples: ["tegata emulator fault clear", "tegata emulator fault clear --id fault-1"],
  options: [{ flags: "--id <id>", description: "only this one" }, stateOption],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const id = text(invocation, "id");
    const body = id === undefined ? {} : { id };
    const data = (await running.post("/faults/clear", body)) as { readonly removed: number };
    const { removed } = data;
    return { exitCode: exitCode.done, data, text: `${removed} ${removed === 1 ? "fault" : "faults"} taken away.` };
  },
};
