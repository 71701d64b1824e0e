import type { Command } from "../command.ts";
import { runClock } from "../emulator/clock.ts";
import { stateOption } from "../emulator/running.ts";

export const emulatorClockShow: Command = {
  name: "emulator clock show",
  summary: "tell what time the emulator thinks it is",
  examples: ["tegata emulator clock show"],
  options: [stateOption],
  run: (invocation) => runClock(invocation),
};
