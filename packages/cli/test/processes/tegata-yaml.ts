import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EmulatorEnvironment } from "@tegata/emulator";
import { demoConfiguration } from "../../src/demo/configuration.ts";

/** Writes the configuration of the main job for an emulator into a folder. */
export async function writeConfiguration(folder: string, environment: EmulatorEnvironment): Promise<string> {
  const file = join(folder, "tegata.yaml");
  await writeFile(file, demoConfiguration(environment));
  return file;
}
