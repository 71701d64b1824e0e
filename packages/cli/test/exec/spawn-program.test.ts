import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

const program = `
process.on("SIGINT", () => console.log("interrupted"));
process.on("SIGTERM", () => process.exit(9));
setInterval(() => {}, 1e6);
console.log("ready");
`;

const driver = (atTerminal: boolean): string => `
const { runProgram } = await import(${JSON.stringify(new URL("../../src/exec/spawn-program.ts", import.meta.url).href)});
process.on("SIGINT", () => console.log("driver interrupted"));
const options = { environment: process.env, workingFolder: process.cwd(), atTerminal: ${atTerminal} };
process.exitCode = await runProgram([process.execPath, "-e", ${JSON.stringify(program)}], options);
`;

/** Runs a program under a driver that gets SIGINT, then SIGTERM, alone: what the program heard of them. */
async function heard(atTerminal: boolean): Promise<{ readonly lines: string[]; readonly code: unknown }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@tegata/source", "--input-type=module", "-e", driver(atTerminal)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines: string[] = [];
  const last = atTerminal ? "driver interrupted" : "interrupted";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    for (const line of chunk.trimEnd().split("\n")) {
      lines.push(line);
      if (line === "ready") child.kill("SIGINT");
      if (line === last) child.kill("SIGTERM");
    }
  });
  const [code] = (await once(child, "close")) as [unknown];
  return { lines: lines.toSorted(), code };
}

test("Ctrl-C is passed on to the program", async () => {
  expect(await heard(false)).toEqual({ lines: ["driver interrupted", "interrupted", "ready"], code: 9 });
});

test("at a terminal, which sends Ctrl-C to the program itself, it is not passed on a second time", async () => {
  expect(await heard(true)).toEqual({ lines: ["driver interrupted", "ready"], code: 9 });
});
