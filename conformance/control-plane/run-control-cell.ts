// One cell of the control plane: an emulator of its own, the scenario, and what the emulator saw of it.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator, Seen } from "../emulator.ts";
import { startEmulator } from "../emulator.ts";
import { redact } from "../redact.ts";
import { nothingSeen } from "../report.ts";
import type { ControlScenario, Place, Stage } from "./scenario.ts";

export interface ControlCellOptions {
  readonly scenario: ControlScenario;
  readonly command: string;
  /** Empty, not yet made. */
  readonly folder: string;
  readonly client: Place;
  readonly other: Stage["other"];
  readonly signal: AbortSignal;
}

export interface ControlCellRun {
  /** Why it failed; undefined when it passed. */
  readonly failure: string | undefined;
  readonly seen: Seen;
}

async function perform(emulator: Emulator, { scenario, ...options }: ControlCellOptions): Promise<ControlCellRun> {
  let failure: string | undefined;
  const attempt = async (): Promise<void> => {
    try {
      await scenario.run({ ...options, emulator });
    } catch (error) {
      failure = redact(error instanceof Error ? error.message : String(error));
    }
  };
  const { seen } = await emulator.observe(attempt);
  options.signal.throwIfAborted();
  const silent = scenario.reaches.filter((service) => !seen.requests[service]);
  if (failure === undefined && silent.length > 0) failure = `the emulator saw no request to ${silent.join(", ")}`;
  return { failure, seen };
}

export async function runControlCell(options: ControlCellOptions): Promise<ControlCellRun> {
  const { command, folder, signal } = options;
  await mkdir(folder, { recursive: true });
  const emulator = await startEmulator({ command, state: join(folder, "state"), cwd: folder, signal });
  try {
    return await perform(emulator, options);
  } catch (error) {
    signal.throwIfAborted();
    return { failure: redact(String(error)), seen: nothingSeen };
  } finally {
    await emulator.stop();
  }
}
