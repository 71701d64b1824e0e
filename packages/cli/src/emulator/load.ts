import type * as EmulatorPackage from "@tegata/emulator";
import { CliError } from "../errors.ts";

/**
 * Loads the emulator. It is an optional peer: a pipeline that plans and applies never installs something that mints
 * tokens. This is the only place that imports it.
 */
export async function loadEmulator(): Promise<typeof EmulatorPackage> {
  try {
    return await import("@tegata/emulator");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing || !cause.message.includes("@tegata/emulator'")) throw cause;
    throw new CliError(
      "cli.emulator-missing",
      "the emulator is not installed: run npm install --save-dev @tegata/emulator beside this command",
      {
        fix: "",
        cause,
      },
    );
  }
}
