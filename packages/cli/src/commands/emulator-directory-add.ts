import type { DirectoryEnvironment } from "@tegata/emulator";
import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorDirectoryAdd: Command = {
  name: "emulator directory add",
  summary: "add a directory with its subscription, resource group and operator to the emulator that runs",
  examples: [
    "tegata emulator directory add --name northwind",
    "tegata emulator directory add --name northwind --tenant-id 55555555-5555-4555-8555-555555555555 --json",
  ],
  options: [
    { flags: "--name <name>", description: "also its domain: <name>.onmicrosoft.com" },
    { flags: "--display-name <text>", description: "how Graph shows it" },
    { flags: "--tenant-id <guid>", description: "default: a new one" },
    { flags: "--subscription-id <guid>", description: "default: a new one" },
    { flags: "--resource-group <name>", description: "default: rg-<name>" },
    stateOption,
  ],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const names = ["name", "displayName", "tenantId", "subscriptionId", "resourceGroup"];
    const body = Object.fromEntries(names.map((name) => [name, text(invocation, name)]));
    const data = (await running.post("/directories", body)) as DirectoryEnvironment & { readonly name: string };
    const { name, tenantId, domain, subscriptionId, resourceGroup } = data;
    const lines = [
      `${name} is up: tenant ${tenantId}, ${domain}`,
      `subscription ${subscriptionId}, resource group ${resourceGroup}`,
      "tegata emulator env has its operator.",
    ];
    return { exitCode: exitCode.done, data, text: lines.join("\n") };
  },
};
