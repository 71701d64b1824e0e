import type { Command } from "../command.ts";
import type { ShownIssuer } from "../emulator/issuers.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorIssuerList: Command = {
  name: "emulator issuer list",
  summary: "list the issuers whose keys the emulator that runs has itself",
  examples: ["tegata emulator issuer list", "tegata emulator issuer list --json"],
  options: [stateOption],
  run: async (invocation) => {
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const data = (await running.get("/issuers")) as { readonly issuers: readonly ShownIssuer[] };
    const lines = data.issuers.map(
      ({ issuer, kind, keys }) => `${issuer}  ${kind}  ${keys.length} in its key document`,
    );
    return { exitCode: exitCode.done, data, text: lines.length > 0 ? lines.join("\n") : "There is none." };
  },
};
