import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CommandOption, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { CommandResult } from "../output/result.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "./running.ts";

/** Options of every command that issues a workload's token. */
export const issueOptions: readonly CommandOption[] = [
  { flags: "--audience <uri>", description: "the token's audience; default api://AzureADTokenExchange" },
  { flags: "--file <path>", description: "write the token there, readable by its owner only, and print none" },
  stateOption,
];

interface Issued {
  readonly token: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly expiresOnSeconds: number;
}

/** What the system says where no file of that name can be. */
const noPlace: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);

/** Writes a file whole or not at all, for its owner only, also where a file with other rights stood before. */
async function writeForOwner(path: string, content: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(unfinished, content, { mode: 0o600, flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof Error && "code" in error && noPlace.has(error.code))
      throw new CliError("cli.usage", `${path} cannot be written`, {
        fix: "Name a file in a folder that is there.",
        cause: error,
      });
    throw error;
  }
}

/**
 * Asks the running emulator for a token and prints it: that is what the command is for. With `--file` the token goes
 * into the file alone.
 */
export async function printIssued(
  invocation: Invocation,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const running = await findRunningEmulator(await stateFolderOf(invocation));
  const { token, ...about } = (await running.post(path, body)) as Issued;
  const file = text(invocation, "file");
  if (file === undefined) return { exitCode: exitCode.done, data: { ...about, token }, text: token };
  const target = resolve(invocation.workingFolder, file);
  await writeForOwner(target, token);
  const told = `Wrote a token of ${about.subject} to ${target}. A federated identity credential for it has the issuer ${about.issuer}`;
  return { exitCode: exitCode.done, data: { ...about, file: target }, text: told };
}
