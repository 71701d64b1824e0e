import type { HostEnvironment } from "@tegata/emulator";
import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { commandWord } from "../command-word.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

type Added = HostEnvironment & { readonly name: string; readonly directory: string };

function describe({ name, directory, identityEndpoint, workload }: Added, word: string): string {
  const where = workload
    ? `Its token is in ${workload.tokenFile}: issuer ${workload.issuer}, subject ${workload.subject}`
    : `Its identity endpoint is ${identityEndpoint}`;
  return `${name} is up in ${directory}. ${where}\nRun programs on it: ${word} exec --on ${name} -- node app.js`;
}

export const emulatorHostAdd: Command = {
  name: "emulator host add",
  summary: "add a host that programs can run on to the emulator that runs",
  examples: [
    "tegata emulator host add --name app-billing --kind appService",
    "tegata emulator host add --name pod-orders --kind kubernetes --namespace shop --service-account orders",
  ],
  options: [
    { flags: "--name <name>", description: "what tegata exec --on calls it" },
    {
      flags: "--kind <kind>",
      description: "what it is",
      choices: ["appService", "functionApp", "containerApp", "virtualMachine", "kubernetes"],
    },
    { flags: "--directory <name>", description: "whose it is; default: the home directory" },
    { flags: "--namespace <name>", description: "kubernetes: the pod's namespace; default: default" },
    { flags: "--service-account <name>", description: "kubernetes: its service account; default: default" },
    { flags: "--client-id <guid>", description: "kubernetes: what the service account is annotated with" },
    stateOption,
  ],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const names = ["name", "kind", "directory", "namespace", "serviceAccount", "clientId"];
    const body = Object.fromEntries(names.map((name) => [name, text(invocation, name)]));
    const data = (await running.post("/hosts", body)) as Added;
    return { exitCode: exitCode.done, data, text: describe(data, commandWord(invocation.environment)) };
  },
};
