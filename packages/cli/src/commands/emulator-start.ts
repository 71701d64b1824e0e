import type { EmulatorEnvironment } from "@tegata/emulator";
import { agentModelOf } from "../emulator/agent-model.ts";
import { loadEmulator } from "../emulator/load.ts";
import { stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { commandWord } from "../command-word.ts";

/** Windows PowerShell's own `>` writes UTF-16, which no YAML is. */
function setupLines(emulator: string, state: string, platform: string): string[] {
  const what = "trust, and the two administrators' sign-in";
  return platform === "win32"
    ? [
        `  ${emulator} env${state} --format powershell | Out-String | Invoke-Expression    ${what}`,
        `  ${emulator} configuration${state} | Out-File -Encoding utf8 tegata.yaml`,
      ]
    : [
        `  eval "$(${emulator} env${state} --format bash)"    ${what}`,
        `  ${emulator} configuration${state} > tegata.yaml`,
      ];
}

function announcement(environment: EmulatorEnvironment, invocation: Invocation): string {
  const { terminal } = invocation;
  const word = commandWord(invocation.environment);
  // Another terminal need not have this one's TEGATA_STATE.
  const named = text(invocation, "state") ?? invocation.environment["TEGATA_STATE"];
  const folder = environment.stateFolder;
  const state = named ? ` --state ${/^[\w./:\\~-]+$/.test(folder) ? folder : `"${folder}"`}` : "";
  const bold = (line: string): string => terminal.style("bold", line);
  const row = (name: string, value: string): string => `  ${name.padEnd(18)}${value}`;
  const directories = Object.entries(environment.directories).map(([name, directory]) => {
    const hosts = Object.keys(directory.hosts ?? {});
    const has = [
      ...hosts.map((host) => `host ${host}`),
      ...(directory.storage ? [`storage account ${directory.storage.account}`] : []),
      ...(directory.foundry ? [`Foundry project ${directory.foundry.account}/${directory.foundry.project}`] : []),
    ];
    return row(name, `${directory.tenantId}  ${has.join(", ")}`);
  });
  return [
    bold("Two directories are up."),
    ...directories,
    "",
    row("token service", environment.authority),
    row("Resource Manager", environment.resourceManager),
    row("Graph", environment.graph),
    row("Blob", environment.blob),
    row("Foundry", environment.foundry),
    row("state", environment.stateFolder),
    "",
    "In another terminal:",
    `  ${word} exec --on app-orders${state} -- node app.js   run a program as if on that host`,
    "and to set the two directories up:",
    ...setupLines(`${word} emulator`, state, invocation.platform),
    `  ${word} apply`,
    "Ctrl-C stops it; the state stays.",
  ].join("\n");
}

/** Resolves when the signal aborts or somebody asks the admin API to stop. */
function stopRequested(signal: AbortSignal): { readonly stop: () => void; readonly stopped: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return { stop: resolve, stopped: promise };
}

export const emulatorStart: Command = {
  name: "emulator start",
  summary: "start two directories on this machine and keep running",
  examples: ["tegata emulator start", "tegata emulator start --json --ports free --state ./.tegata"],
  options: [
    stateOption,
    {
      flags: "--ports <which>",
      description: "kept: the documented ports, or those of the last start",
      choices: ["kept", "free"],
      defaultValue: "kept",
    },
    {
      flags: "--agent-model <url>",
      description:
        "an OpenAI-compatible endpoint that answers for Foundry's agents, such as http://localhost:11434/v1; its key in TEGATA_AGENT_MODEL_KEY, another model's name in TEGATA_AGENT_MODEL",
    },
  ],
  run: async (invocation) => {
    const { startEmulator } = await loadEmulator();
    const { terminal, signal, json } = invocation;
    const { stop, stopped } = stopRequested(signal);
    const agentModel = agentModelOf(invocation);
    const running = await startEmulator({
      ...(agentModel ? { agentModel } : {}),
      stateFolder: await stateFolderOf(invocation),
      ports: text(invocation, "ports") === "free" ? "free" : "kept",
      onStopRequested: stop,
      onNotice: (line) => terminal.note(terminal.noteStyle("yellow", line)),
    });
    try {
      terminal.out(json ? JSON.stringify(running.environment) : announcement(running.environment, invocation));
      await stopped;
    } finally {
      await running.close();
    }
    // Being told to stop is how this command ends well; the line it printed was its result.
    return { exitCode: exitCode.done, data: null, text: "", raw: "" };
  },
};
