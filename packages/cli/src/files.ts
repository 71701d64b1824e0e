import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Invocation } from "./command.ts";
import { CliError } from "./errors.ts";

export interface NewFile {
  readonly name: string;
  readonly text: string;
  readonly isProgram?: boolean;
}

function failed(path: string, cause: unknown): CliError {
  const exists = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
  return exists
    ? new CliError("cli.file-exists", `${path} is there already`, {
        fix: "It is never overwritten: move it away, or name another place.",
        cause,
      })
    : new CliError("cli.file-unwritable", `${path} cannot be written`, {
        fix: "Check the folder and its rights, or name another place.",
        cause,
      });
}

/** Writes a file where there is none; makes its folder. @throws CliError `cli.file-exists`, `cli.file-unwritable` */
export async function writeNewFile(invocation: Invocation, file: NewFile): Promise<void> {
  const path = resolve(invocation.workingFolder, file.name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text, { flag: "wx", mode: file.isProgram ? 0o755 : 0o644 });
  } catch (cause) {
    throw failed(file.name, cause);
  }
}
