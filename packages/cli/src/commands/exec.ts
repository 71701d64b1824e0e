import type { EmulatorEnvironment } from "@tegata/emulator";
import { loadEmulator } from "../emulator/load.ts";
import { findRunningEmulator, readEnvironment, stateFolderOf, stateOption } from "../emulator/running.ts";
import { CliError, interrupted } from "../errors.ts";
import { freePort } from "../exec/free-port.ts";
import { overriddenLine } from "../exec/overridden.ts";
import { nodeOptions, nodeVersions } from "../exec/node-options.ts";
import { runProgram } from "../exec/spawn-program.ts";
import type { ExitCode } from "../output/exit-codes.ts";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";

function unknownHost(host: string, environment: EmulatorEnvironment): CliError {
  const known = Object.values(environment.directories).flatMap((directory) => Object.keys(directory.hosts ?? {}));
  return new CliError("cli.host-unknown", `the emulator has no host ${host}`, {
    fix: `Its hosts are ${known.join(", ")}.`,
  });
}

/** What hosts gave before IDENTITY_ENDPOINT: old SDKs know only these, and the same endpoint answers both. */
function inOldProtocol(variables: Readonly<Record<string, string>>, host: string): Record<string, string> {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: secret, ...others } = variables;
  if (endpoint === undefined || secret === undefined)
    throw new CliError("cli.usage", `${host} has no identity endpoint of the protocol 2017-09-01`, {
      fix: "Leave --identity-protocol away: only App Service, Functions and Container Apps have had it.",
    });
  return { ...others, MSI_ENDPOINT: endpoint, MSI_SECRET: secret };
}

type Variables = Readonly<Record<string, string>>;

/** The program's environment on the host. @throws CliError `cli.host-unknown`, `cli.usage` */
async function variablesOn(host: string, invocation: Invocation): Promise<Variables> {
  const { hostEnvironment } = await loadEmulator();
  const folder = await stateFolderOf(invocation);
  const environment = await readEnvironment(folder);
  if (!hostEnvironment(environment, host, {})) throw unknownHost(host, environment);
  const running = await findRunningEmulator(folder);
  const settings = (await running.get(`/hosts/${encodeURIComponent(host)}/settings`)) as Variables;
  const overridden = overriddenLine(host, settings, invocation.environment);
  if (overridden !== undefined) invocation.terminal.note(overridden);
  const own = hostEnvironment(environment, host, invocation.environment, settings) ?? {};
  return text(invocation, "identityProtocol") === "2017-09-01" ? inOldProtocol(own, host) : own;
}

export const exec: Command = {
  name: "exec",
  summary: "run a program as if it ran on one of the emulator's hosts",
  examples: ["tegata exec --on app-orders -- node server.js", "tegata exec --on vm-batch -- python job.py"],
  options: [
    stateOption,
    { flags: "--on <host>", description: "app-orders, func-agents or vm-batch" },
    {
      flags: "--identity-protocol <version>",
      description: "what the host gives: IDENTITY_ENDPOINT, or MSI_ENDPOINT as it did before",
      choices: ["2019-08-01", "2017-09-01"],
      defaultValue: "2019-08-01",
    },
  ],
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
    const variables = await variablesOn(host, invocation);
    const port = variables["PORT"] ?? String(await freePort());
    const { workingFolder } = invocation;
    const versions = await nodeVersions(invocation.operands[0] ?? "", { variables, workingFolder });
    const options = nodeOptions(variables["NODE_OPTIONS"], versions);
    if (invocation.signal.aborted) throw interrupted();
    const code = await runProgram(invocation.operands, {
      environment: { ...variables, PORT: port, ...(options === undefined ? {} : { NODE_OPTIONS: options }) },
      workingFolder,
      atTerminal: process.stdin.isTTY,
    });
    // The program's own exit code is the result, whatever it is.
    return { exitCode: code as ExitCode, data: { exitCode: code }, text: "", raw: "" };
  },
};
