import type { HandOver } from "@tegata/setup";
import { fileOption } from "@tegata/setup";

/** What the other administrators have to do, as lines. */
export function handOverLines(all: readonly HandOver[], file: string | undefined): string[] {
  return all.flatMap(({ tenantId, commands, after }) => {
    if (after !== undefined) {
      const command = "tegata apply --side resource --application-id <what home's apply told>";
      return [`After ${after}, the administrator of ${tenantId} runs: ${command}${fileOption(file)}`];
    }
    const [first = "", ...others] = commands;
    return [
      `The administrator of ${tenantId} runs: ${first}`,
      ...others.map((command) => `  or what this writes, read and run by themselves: ${command}`),
    ];
  });
}
