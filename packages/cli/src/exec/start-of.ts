// How a program is started. Windows starts no batch files, which npm, az and func are there: its command processor does,
// and reads the command line by rules of its own.
import type { ProgramPlace } from "./find-program.ts";
import { findProgram, variable } from "./find-program.ts";

export interface Start {
  readonly file: string;
  readonly parameters: readonly string[];
  /** Whether the parameters are a command line already, to be given as they are. */
  readonly isVerbatim: boolean;
}

const special = /[()\][%!^"`<>&|;, *?]/g;

/** For the command processor: nothing of it means anything. */
function literally(text: string): string {
  return text.replaceAll(special, "^$&");
}

/**
 * For the program, which splits its command line itself: in quotes, with backslashes doubled before a quote.
 *
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
function quoted(parameter: string): string {
  return `"${parameter.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

/**
 * The command line of a batch file. Those that npm makes in node_modules/.bin hand their parameters on to another
 * command, for which the command processor reads them a second time.
 */
function batchLine(file: string, parameters: readonly string[]): string {
  const times = /[\\/]node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/i.test(file) ? 2 : 1;
  const shown = parameters.map((parameter) => {
    const once = literally(quoted(parameter));
    return times === 2 ? literally(once) : once;
  });
  return [literally(file), ...shown].join(" ");
}

export function startOf(words: readonly string[], place: ProgramPlace): Start {
  const [program = "", ...parameters] = words;
  const plain: Start = { file: program, parameters, isVerbatim: false };
  if ((place.platform ?? process.platform) !== "win32") return plain;
  const found = findProgram(program, place);
  if (found === undefined) return plain;
  if (!/\.(?:cmd|bat)$/i.test(found)) return { ...plain, file: found };
  const processor = variable(place, "COMSPEC") || "cmd.exe";
  return { file: processor, parameters: ["/d", "/s", "/c", `"${batchLine(found, parameters)}"`], isVerbatim: true };
}
