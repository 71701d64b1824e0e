import type { EmulatorEnvironment } from "@tegata/emulator";
import { loadEmulator } from "../emulator/load.ts";
import { findRunningEmulator, readEnvironment, stateFolderOf, stateOption } from "../emulator/running.ts";
import { CliError, interrupted } from "../errors.ts";
import { freePort } from "../exec/free-port.ts";
import { runProgram } from "../exec/spawn-program.ts";
import type { ExitCode } from "../output/exit-codes.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";

function unknownHost(host: string, environment: EmulatorEnvironment): CliError {
  const known = Object.values(environment.directories).flatMap((directory) => Object.keys(directory.hosts ?? {}));
  return new CliError("cli.host-unknown", `the emulator has no host ${host}`, {
    fix: `Its hosts are ${known.join(", ")}.`,
  });
}

export const exec: Command = {
  name: "exec",
  summary: "run a program as if it ran on one of the emulator's hosts",
  examples: ["tegata exec --on app-orders -- node server.js", "tegata exec --on vm-batch -- python job.py"],
  options: [stateOption, { flags: "--on <host>", description: "app-orders, func-agents or vm-batch" }],
  takesProgram: true,
  run: async (invocation) => {
    const host = text(invocation, "on");
    if (host === undefined)
      throw new CliError("cli.usage", "--on is missing", {
        fix: "Name a host: tegata exec --on app-orders -- node app.js",
      });
    if (invocation.operands.length === 0)
      throw new CliError("cli.usage", "no program is given", {
        fix: "Put it behind --: tegata exec --on app-orders -- node app.js",
      });
    const { hostEnvironment } = await loadEmulator();
    const folder = await stateFolderOf(invocation);
    const environment = await readEnvironment(folder);
    if (!hostEnvironment(environment, host, {})) throw unknownHost(host, environment);
    const running = await findRunningEmulator(folder);
    const settings = (await running.get(`/hosts/${encodeURIComponent(host)}/settings`)) as Record<string, string>;
    const variables = hostEnvironment(environment, host, invocation.environment, settings) ?? {};
    const port = variables["PORT"] ?? String(await freePort());
    if (invocation.signal.aborted) throw interrupted();
    const code = await runProgram(invocation.operands, {
      environment: { ...variables, PORT: port },
      workingFolder: invocation.workingFolder,
      atTerminal: process.stdin.isTTY,
    });
    // The program's own exit code is the result, whatever it is.
    return { exitCode: code as ExitCode, data: { exitCode: code }, text: "", raw: "" };
  },
};
