import { spawn } from "node:child_process";
import { constants } from "node:os";
import { CliError } from "../errors.ts";
import { startOf } from "./start-of.ts";

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** Whether a terminal sends Ctrl-C to the program as well; passing it on would make it two. */
  readonly atTerminal: boolean;
}

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a program with this process's terminal and gives its exit code; 128 and the signal's number when a signal ended
 * it. Signals are passed on. On Windows, batch files such as npm.cmd are found and run as well.
 *
 * @throws CliError `cli.program-not-found`
 */
export function runProgram(words: readonly string[], options: ProgramOptions): Promise<number> {
  const [program = ""] = words;
  const { environment: variables, workingFolder } = options;
  const { file, parameters, isVerbatim } = startOf(words, { variables, workingFolder });
  const child = spawn(file, parameters, {
    stdio: "inherit",
    env: variables,
    cwd: workingFolder,
    windowsVerbatimArguments: isVerbatim,
  });
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !options.atTerminal) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise<number>((resolve, reject) => {
    child.once("error", (cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === "ENOENT";
      reject(
        new CliError(
          "cli.program-not-found",
          isMissing ? `there is no program ${program}` : `${program} could not be started (${cause.code ?? ""})`,
          {
            fix: "Give the program as you would type it, behind --.",
            cause,
          },
        ),
      );
    });
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  }).finally(() => {
    for (const signal of forwarded) process.off(signal, forward);
  });
}
