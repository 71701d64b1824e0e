import type { Command } from "../command.ts";
import { text } from "../command.ts";
import type { ShownFault } from "../emulator/faults.ts";
import { describeFault } from "../emulator/faults.ts";
import { number } from "../emulator/numbers.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

const kinds = [
  "latency",
  "throttle",
  "status",
  "reset",
  "malformed-body",
  "slow-body",
  "propagation",
  "disabled-principal",
  "credential-first",
];

export const emulatorFaultAdd: Command = {
  name: "emulator fault add",
  summary: "make the emulator that runs fail as the cloud does: throttle, break off, lag behind",
  examples: [
    "tegata emulator fault add --kind throttle --service token --retry-after 1 --times 3",
    'tegata emulator fault add --kind status --status 503 --operation "POST *token" --for 60',
    "tegata emulator fault add --kind propagation --object federatedCredential --seconds 30 --mode flapping",
    "tegata emulator fault add --kind latency --milliseconds 2000 --host app-orders",
  ],
  options: [
    { flags: "--kind <kind>", description: "what goes wrong", choices: kinds },
    { flags: "--service <service>", description: "managedIdentity, token, graph, resourceManager, blob or foundry" },
    { flags: "--operation <pattern>", description: "method and path, or a path; an asterisk stands for anything" },
    { flags: "--directory <name>", description: "only what concerns that directory" },
    { flags: "--host <name>", description: "only that host's identity endpoint" },
    { flags: "--caller <id>", description: "only requests with a token of that principal: object id or client id" },
    { flags: "--times <count>", description: "after so many requests it is over" },
    { flags: "--for <seconds>", description: "after so many seconds it is over" },
    { flags: "--milliseconds <count>", description: "latency, slow-body: how long" },
    { flags: "--status <code>", description: "status: 400 to 599" },
    { flags: "--retry-after <seconds>", description: "throttle, status: the Retry-After header" },
    { flags: "--body <form>", description: "throttle: json, or text as what stands in front of Entra answers" },
    {
      flags: "--object <kind>",
      description: "propagation: application, federatedCredential, servicePrincipal, roleAssignment",
    },
    { flags: "--seconds <count>", description: "propagation: how long a change takes to arrive" },
    { flags: "--mode <mode>", description: "propagation: monotone, or flapping: every other request sees the change" },
    { flags: "--principal <id>", description: "disabled-principal: object id or client id" },
    stateOption,
  ],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const words = [
      "kind",
      "service",
      "operation",
      "directory",
      "host",
      "caller",
      "body",
      "object",
      "mode",
      "principal",
    ];
    const counts = {
      times: "times",
      forSeconds: "for",
      milliseconds: "milliseconds",
      status: "status",
      retryAfterSeconds: "retryAfter",
      seconds: "seconds",
    };
    const body = Object.fromEntries([
      ...words.map((name) => [name, text(invocation, name)] as const),
      ...Object.entries(counts).map(([field, option]) => [field, number(invocation, option)] as const),
    ]);
    const data = (await running.post("/faults", body)) as { readonly fault: ShownFault };
    return { exitCode: exitCode.done, data, text: describeFault(data.fault) };
  },
};
