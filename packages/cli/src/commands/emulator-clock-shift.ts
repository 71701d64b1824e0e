import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { runClock } from "../emulator/clock.ts";
import { stateOption } from "../emulator/running.ts";
import { CliError } from "../errors.ts";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `15m`, `-2h`, `1d`. */
function secondsOf(duration: string | undefined): number {
  const [, count = "", unit = ""] = /^(-?\d{1,9})([smhd])$/.exec(duration ?? "") ?? [];
  const size = seconds[unit];
  if (size === undefined) {
    throw new CliError("cli.usage", "--by must be a whole number with s, m, h or d", {
      fix: "For example: tegata emulator clock shift --by 2h. A minus sets the clock back: --by=-2h.",
    });
  }
  return Number(count) * size;
}

export const emulatorClockShift: Command = {
  name: "emulator clock shift",
  summary: "move the emulator's clock ahead or back; tokens expire accordingly",
  examples: ["tegata emulator clock shift --by 25h", "tegata emulator clock shift --by=-10m"],
  options: [{ flags: "--by <duration>", description: "90s, 15m, 2h, 1d; with a minus, back" }, stateOption],
  run: async (invocation) => runClock(invocation, { shiftSeconds: secondsOf(text(invocation, "by")) }),
};
