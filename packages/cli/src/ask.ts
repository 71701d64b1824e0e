import { createInterface } from "node:readline/promises";
import type { Invocation } from "./command.ts";
import { interrupted } from "./errors.ts";

/** Whether questions may be asked: at a terminal, and not with --no-input, CI or --json. */
export function mayAsk({ options, environment, json }: Invocation): boolean {
  return process.stdin.isTTY && options["input"] !== false && !environment["CI"] && !json;
}

/** One line from the person at the terminal. Ctrl-D counts as Ctrl-C. */
export async function ask(invocation: Invocation, question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<never>((_resolve, reject) => reader.once("close", () => reject(interrupted())));
  try {
    return (await Promise.race([reader.question(question, { signal: invocation.signal }), closed])).trim();
  } finally {
    reader.close();
  }
}
