import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Invocation } from "./command.ts";
import { interrupted } from "./errors.ts";

/** Whether questions may be asked: at a terminal, and not with --no-input, CI or --json. */
export function mayAsk({ options, environment, json, input = process.stdin }: Invocation): boolean {
  return input.isTTY === true && options["input"] !== false && !environment["CI"] && !json;
}

/** One line from the person at the terminal. Ctrl-D counts as Ctrl-C. */
export async function ask(invocation: Invocation, question: string): Promise<string> {
  const { input = process.stdin } = invocation;
  // A world with an input of its own shows the question on its own terminal.
  const output = invocation.input ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
  if (invocation.input) invocation.terminal.note(question);
  const reader = createInterface({ input, output });
  const closed = new Promise<never>((_resolve, reject) => reader.once("close", () => reject(interrupted())));
  try {
    return (await Promise.race([reader.question(question, { signal: invocation.signal }), closed])).trim();
  } finally {
    reader.close();
  }
}
