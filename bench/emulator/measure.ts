import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../credential/result.ts";
import { gateway } from "./gateway.ts";
import { prepare } from "./prepare.ts";
import { makePublished } from "./published.ts";
import { emulatorStartUp } from "./start-up.ts";

export const emulatorGroups = { "emulator-start": emulatorStartUp, gateway } as const;
export type EmulatorGroup = keyof typeof emulatorGroups;

export interface EmulatorBenchOptions {
  readonly rounds: number;
  readonly groups: readonly EmulatorGroup[];
  /** A command that was packed before. */
  readonly script?: string | undefined;
}

/** Start-up, memory and blob gateway of the published emulator. Packs it first, which takes half a minute. */
export async function measureEmulator({ rounds, groups, script }: EmulatorBenchOptions): Promise<Result[]> {
  const scratch = mkdtempSync(join(tmpdir(), "tegata-bench-"));
  try {
    const prepared = await prepare(script ?? (await makePublished(scratch)), scratch);
    const results: Result[] = [];
    for (const group of groups) results.push(...(await emulatorGroups[group](prepared, rounds)));
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
