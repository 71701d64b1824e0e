import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningEmulator, StartOptions } from "./start.ts";
import { startEmulator as startInFolder } from "./start.ts";

export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
export type { DirectoryEnvironment, EmulatorEnvironment, HostEnvironment } from "./environment.ts";
export type { JournalEntry } from "./journal.ts";
export type { RunningEmulator } from "./start.ts";
export { aReadyChain, type ReadyChain, type ReadyChainOptions } from "./testing/ready-chain.ts";

/**
 * Starts an emulator for one test: free ports, a folder of its own, both gone when it is disposed. Prints nothing.
 *
 * @example
 * ```ts
 * import { startEmulator } from "@tegata/emulator/testing";
 *
 * const running = await startEmulator();
 * console.log(running.environment.authority);
 * ```
 */
export async function startEmulator(
  options: Omit<StartOptions, "stateFolder" | "ports"> = {},
): Promise<RunningEmulator> {
  const stateFolder = await mkdtemp(join(tmpdir(), "tegata-emulator-"));
  const remove = (): Promise<void> => rm(stateFolder, { recursive: true, force: true });
  try {
    const running = await startInFolder({ ...options, stateFolder, ports: "free" });
    let closed: Promise<void> | undefined;
    const closeAndRemove = async (): Promise<void> => {
      await running.close();
      await remove();
    };
    const close = (): Promise<void> => (closed ??= closeAndRemove());
    return {
      ...running,
      get environment() {
        return running.environment;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
