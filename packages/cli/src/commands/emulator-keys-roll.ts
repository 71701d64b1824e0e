import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { number } from "../emulator/numbers.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";

/** Whoever takes the old key away at once wonders why a managed identity goes on being refused. */
const hintAboutTheCache = [
  "What the old key signed is refused at once, also the managed identities' tokens that the platform keeps.",
  "It asks for new ones when half of their life is over: tegata emulator clock shift --by 13h",
];

export const emulatorKeysRoll: Command = {
  name: "emulator keys roll",
  summary: "roll a directory's signing keys, as Entra does without notice",
  examples: [
    "tegata emulator keys roll --directory contoso",
    "tegata emulator keys roll --directory contoso --grace 0",
  ],
  options: [
    { flags: "--directory <name>", description: "whose keys" },
    { flags: "--grace <seconds>", description: "how long the old key still verifies; default 25 hours" },
    stateOption,
  ],
  run: async (invocation) => {
    const directory = text(invocation, "directory");
    if (directory === undefined)
      throw new CliError("cli.usage", "--directory is missing", {
        fix: "For example: tegata emulator keys roll --directory contoso",
      });
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const path = `/directories/${encodeURIComponent(directory)}/roll-keys`;
    const graceSeconds = number(invocation, "grace");
    const data = (await running.post(path, { graceSeconds })) as { kids: string[] };
    const lines = [`${directory} signs with ${data.kids[0] ?? ""} from now on.`];
    if (graceSeconds === 0) lines.push(...hintAboutTheCache);
    return { exitCode: exitCode.done, data, text: lines.join("\n") };
  },
};
