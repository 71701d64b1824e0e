import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";

const limitMs = 15_000;

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export const emulatorStop: Command = {
  name: "emulator stop",
  summary: "stop the emulator that runs; its state stays",
  examples: ["tegata emulator stop"],
  options: [stateOption],
  run: async (invocation) => {
    const folder = await stateFolderOf(invocation);
    const running = await findRunningEmulator(folder);
    await running.post("/stop");
    const lock = join(folder, "lock");
    for (let waitedMs = 0; await isThere(lock); waitedMs += 50) {
      if (waitedMs >= limitMs) {
        throw new CliError("cli.emulator-not-running", `the emulator in ${folder} did not stop within 15 seconds`, {
          fix: `End its process; its number is in ${lock}.`,
        });
      }
      await sleep(50, undefined, { signal: invocation.signal });
    }
    return {
      exitCode: exitCode.done,
      data: { stopped: true, stateFolder: folder },
      text: `Stopped. The state stays in ${folder}.`,
    };
  },
};
