import { styleText } from "node:util";
import { exitCode } from "./exit-codes.ts";

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Terminal {
  /** The result, for people or as JSON. */
  readonly out: (text: string) => void;
  /** Progress and notices. */
  readonly note: (text: string) => void;
  /** Styles text for standard output; leaves it alone where colour is not wanted. */
  readonly style: (style: Style, text: string) => string;
  /** Styles text for standard error. */
  readonly noteStyle: (style: Style, text: string) => string;
  readonly colour: boolean;
  /** Whether standard output is a terminal that a person looks at. */
  readonly isInteractive?: boolean;
}

/** A result that could not be written, to a full disk say, must not look like success to the script that asked for it. */
function tellUnwritten({ code = "" }: NodeJS.ErrnoException): void {
  if (["EPIPE", "EIO", "ERR_STREAM_DESTROYED"].includes(code)) return;
  process.stderr.write(`The result could not be written to standard output (${code}).\n`);
  process.once("exit", () => (process.exitCode ||= exitCode.failed));
}

/** The process's own terminal. Colour follows NO_COLOR, FORCE_COLOR and whether the stream is a terminal. */
export function processTerminal(): Terminal {
  const styling =
    (stream: NodeJS.WriteStream) =>
    (style: Style, text: string): string =>
      styleText(style, text, { stream, validateStream: true });
  // A reader that went away (`| head`), or a terminal that was closed, is no reason to leave a command half done.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.stdout.on("error", tellUnwritten);
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    style: styling(process.stdout),
    noteStyle: styling(process.stderr),
    colour: styling(process.stdout)("red", "x") !== "x",
    isInteractive: process.stdout.isTTY,
  };
}
