import { resolve } from "node:path";
import { loadEmulator } from "../emulator/load.ts";
import { stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";

export const emulatorSnapshotSave: Command = {
  name: "emulator snapshot save",
  summary: "copy state and blobs into a folder, without private keys and secrets; the emulator must not run",
  examples: ["tegata emulator snapshot save", "tegata emulator snapshot save --to before-the-change"],
  options: [
    stateOption,
    { flags: "--to <folder>", description: "the snapshot's folder", defaultValue: "tegata-snapshot" },
    { flags: "--with-secrets", description: "put private keys and secrets into it too" },
  ],
  run: async (invocation) => {
    const { saveSnapshot } = await loadEmulator();
    const target = resolve(invocation.workingFolder, text(invocation, "to") ?? "tegata-snapshot");
    const withSecrets = invocation.options["withSecrets"] === true;
    const data = await saveSnapshot(await stateFolderOf(invocation), target, { withSecrets });
    const what = withSecrets ? "with private keys and secrets: keep it as you keep those" : "without secrets";
    return { exitCode: exitCode.done, data, text: `The snapshot is in ${target}, ${what}.` };
  },
};
