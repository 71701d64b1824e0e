import type { Command } from "../command.ts";
import type { ShownIssuer } from "../emulator/issuers.ts";
import { issuerOf, issuerOption } from "../emulator/issuers.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorIssuerRemove: Command = {
  name: "emulator issuer remove",
  summary: "forget an issuer that was added; from then on the internet is asked about it",
  examples: ["tegata emulator issuer remove --issuer https://gitlab.example.com"],
  options: [issuerOption, stateOption],
  run: async (invocation) => {
    const issuer = issuerOf(invocation);
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const { issuers } = (await running.get("/issuers")) as { readonly issuers: readonly ShownIssuer[] };
    if (!issuers.some((known) => known.issuer === issuer))
      throw new CliError("cli.usage", `there is no issuer ${issuer}`, {
        fix: "tegata emulator issuer list has those that there are.",
      });
    const data = await running.delete(`/issuers?issuer=${encodeURIComponent(issuer)}`);
    return { exitCode: exitCode.done, data, text: `${issuer} is forgotten.` };
  },
};
