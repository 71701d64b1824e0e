import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { runClock } from "../emulator/clock.ts";
import { stateOption } from "../emulator/running.ts";
import { CliError } from "../errors.ts";

export const emulatorClockSet: Command = {
  name: "emulator clock set",
  summary: "set the emulator's clock to an instant, from which it runs on",
  examples: ["tegata emulator clock set --to 2027-01-01T00:00:00Z", "tegata emulator clock set --to machine"],
  options: [
    { flags: "--to <instant>", description: "an instant with its zone, or machine: this machine's clock" },
    stateOption,
  ],
  run: async (invocation) => {
    const to = text(invocation, "to");
    if (to === undefined)
      throw new CliError("cli.usage", "--to is missing", {
        fix: "For example: tegata emulator clock set --to 2027-01-01T00:00:00Z",
      });
    return runClock(invocation, to === "machine" ? { machine: true } : { now: to });
  },
};
