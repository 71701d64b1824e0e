import { CliError } from "../errors.ts";

type EmulatorPackage = typeof import("@tegata/emulator");

/**
 * Loads the emulator. It is an optional peer: a pipeline that plans and applies never installs something that mints
 * tokens. This is the only place that imports it.
 */
export async function loadEmulator(): Promise<EmulatorPackage> {
  try {
    return await import("@tegata/emulator");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing || !cause.message.includes("@tegata/emulator'")) throw cause;
    throw new CliError("cli.emulator-missing", "the emulator is not installed", {
      fix: "Install it beside this command: npm install --save-dev @tegata/emulator",
      cause,
    });
  }
}
