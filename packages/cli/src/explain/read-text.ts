import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeLog } from "@tegata/core";
import type { Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";

/** Far more than any pasted log; what comes behind it is not read. */
const largestBytes = 64 * 1024 * 1024;

async function readInput({ input = process.stdin, terminal }: Invocation): Promise<string> {
  if (input.isTTY === true) terminal.note("Paste the error, then press Ctrl-D (Ctrl-Z and Enter on Windows).");
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of input) {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    pieces.push(bytes);
    length += bytes.length;
    if (length > largestBytes) break;
  }
  return decodeLog(Buffer.concat(pieces));
}

async function readNamed(name: string, folder: string): Promise<string> {
  try {
    return decodeLog(await readFile(resolve(folder, name)));
  } catch (error) {
    throw new CliError("cli.usage", `${name} cannot be read`, {
      fix: "Name a file that is there, or give the text on standard input.",
      cause: error,
    });
  }
}

/** The text that a command was given: as words, as a file, or on standard input (UTF-8 or UTF-16). */
export async function readText(invocation: Invocation): Promise<string> {
  const { operands, workingFolder } = invocation;
  const file = text(invocation, "file");
  const isGiven = operands.length > 0 && operands.join(" ") !== "-";
  if (file !== undefined && isGiven)
    throw new CliError("cli.usage", "both a text and --file are given", { fix: "Give one of them." });
  const read = file === undefined ? undefined : await readNamed(file, workingFolder);
  const given = read ?? (isGiven ? operands.join(" ") : await readInput(invocation));
  if (given.trim() !== "") return given;
  throw new CliError("cli.usage", "there is nothing to explain", {
    fix: "Give a code or a text (tegata explain AADSTS700213), or a log on standard input (tegata explain < build.log).",
  });
}
