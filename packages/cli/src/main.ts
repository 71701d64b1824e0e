import { existsSync, realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Invocation, World } from "./command.ts";
import { asTyped } from "./command-word.ts";
import { failureOf } from "./output/failure.ts";
import type { CommandResult, Diagnostic } from "./output/result.ts";
import { envelopeOf } from "./output/result.ts";
import { processTerminal } from "./output/terminal.ts";
import type { Request } from "./program.ts";
import { parse } from "./program.ts";
import { exitCode } from "./output/exit-codes.ts";

function withAdviceAsTyped(
  { fix, ...diagnostic }: Diagnostic,
  { environment }: Pick<World, "environment">,
): Diagnostic {
  return { ...diagnostic, ...(fix === undefined ? {} : { fix: asTyped(fix, environment) }) };
}

function print(
  command: string,
  result: CommandResult,
  { terminal, json }: Pick<Invocation, "terminal" | "json">,
): void {
  for (const { level, code, message, fix } of result.diagnostics ?? []) {
    const colour = level === "error" ? "red" : "yellow";
    terminal.note(`${terminal.noteStyle(colour, `${level} ${code}`)}: ${message}`);
    if (fix) terminal.note(fix);
  }
  if (result.raw !== undefined) {
    if (result.raw !== "") terminal.out(result.raw);
    return;
  }
  if (json) terminal.out(JSON.stringify(envelopeOf(command, result)));
  else if (result.text !== "") terminal.out(result.text);
}

/** Aborts at the first Ctrl-C or SIGTERM; the command cleans up and ends by itself. */
function abortOnSignals(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.off(name, abort);
    },
  };
}

async function run(request: Request, world: World): Promise<number> {
  const { command, options, operands } = request;
  const { signal, release } = abortOnSignals();
  const invocation: Invocation = { ...world, options, operands, json: options["json"] === true, signal };
  try {
    const result = await command.run(invocation).catch((error: unknown) => {
      const failure = failureOf(error);
      // Whatever broke after Ctrl-C is told as it is, but it broke because of it.
      return signal.aborted ? { ...failure, exitCode: exitCode.interrupted } : failure;
    });
    const diagnostics = (result.diagnostics ?? []).map((one) => withAdviceAsTyped(one, world));
    print(command.name, { ...result, diagnostics }, invocation);
    return result.exitCode;
  } finally {
    release();
  }
}

/** After Ctrl-C nothing is waited for any longer, such as a connection that is still being made. */
async function leave(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  return process.exit(code);
}

function processWorld(): World {
  const { env: environment, platform } = process;
  return { terminal: processTerminal(), environment, workingFolder: process.cwd(), platform };
}

/**
 * The `tegata` command in a world: parses, runs one command, prints its result.
 *
 * @returns the exit code: 0 done, 1 failed, 2 plan has changes, 3 waiting for the other administrator, 4 a fault was
 *   found, 64 wrong usage, 130 interrupted
 */
export async function main(words: readonly string[], world: World = processWorld()): Promise<number> {
  const { terminal } = world;
  const withoutLineEnd = (print: (text: string) => void) => (text: string) => print(text.replace(/\n$/, ""));
  const parsed = await parse(words, { out: withoutLineEnd(terminal.out), err: withoutLineEnd(terminal.note) });
  if ("request" in parsed) return run(parsed.request, world);
  if (parsed.exitCode === exitCode.usage && parsed.json) {
    const diagnostics = [
      {
        level: "error",
        code: "cli.usage",
        message: parsed.message,
        fix: asTyped("tegata --help shows how.", world.environment),
      } as const,
    ];
    terminal.out(JSON.stringify(envelopeOf("", { exitCode: exitCode.usage, data: null, diagnostics })));
  }
  return parsed.exitCode;
}

// By its real path: a workspace links its packages.
const started = process.argv[1];
const startedDirectly =
  started !== undefined && existsSync(started) && import.meta.url === pathToFileURL(realpathSync(started)).href;
if (startedDirectly) {
  process.exitCode = await main(process.argv.slice(2));
  if (process.exitCode === exitCode.interrupted) await leave(exitCode.interrupted);
}
