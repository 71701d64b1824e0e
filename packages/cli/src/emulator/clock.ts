import type { Invocation } from "../command.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { CommandResult } from "../output/result.ts";
import { findRunningEmulator, stateFolderOf } from "./running.ts";

interface Shown {
  readonly now: string;
  readonly shiftSeconds: number;
}

function describe({ now, shiftSeconds }: Shown): string {
  if (shiftSeconds === 0) return `${now}, as this machine's clock says.`;
  const side = shiftSeconds > 0 ? "ahead of" : "behind";
  return `${now}, ${Math.abs(shiftSeconds)} seconds ${side} this machine's clock.`;
}

/** Reads the emulator's clock, or moves it, and tells what it says then. */
export async function runClock(invocation: Invocation, change?: object): Promise<CommandResult> {
  const running = await findRunningEmulator(await stateFolderOf(invocation));
  const data = (await (change ? running.post("/clock", change) : running.get("/clock"))) as Shown;
  return { exitCode: exitCode.done, data, text: describe(data) };
}
