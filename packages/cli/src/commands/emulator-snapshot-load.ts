import { resolve } from "node:path";
import { loadEmulator } from "../emulator/load.ts";
import { stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { commandWord } from "../command-word.ts";

export const emulatorSnapshotLoad: Command = {
  name: "emulator snapshot load",
  summary: "make a snapshot the emulator's state; the emulator must not run",
  examples: ["tegata emulator snapshot load", "tegata emulator snapshot load --from before-the-change --replace"],
  options: [
    stateOption,
    { flags: "--from <folder>", description: "the snapshot's folder", defaultValue: "tegata-snapshot" },
    { flags: "--replace", description: "replace the state that is there" },
  ],
  run: async (invocation) => {
    const { loadSnapshot } = await loadEmulator();
    const source = resolve(invocation.workingFolder, text(invocation, "from") ?? "tegata-snapshot");
    const folder = await stateFolderOf(invocation);
    const loaded = await loadSnapshot(folder, source, { replace: invocation.options["replace"] === true });
    if (!loaded) {
      const message = `There is a state in ${folder}; nothing was changed. To replace it, add --replace.`;
      return { exitCode: exitCode.failed, data: { loaded: false, stateFolder: folder }, text: message };
    }
    const look = `${commandWord(invocation.environment)} emulator env`;
    const anew = loaded.withSecrets ? "" : ` Its secrets were made anew: see ${look} when it runs.`;
    const data = { loaded: true, stateFolder: folder, withSecrets: loaded.withSecrets };
    return { exitCode: exitCode.done, data, text: `The next start has the snapshot's state.${anew}` };
  },
};
