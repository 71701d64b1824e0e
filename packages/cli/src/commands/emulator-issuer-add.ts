import type { Command } from "../command.ts";
import type { ShownIssuer } from "../emulator/issuers.ts";
import { issuerOf, issuerOption, keysOf } from "../emulator/issuers.ts";
import { findRunningEmulator, stateFolderOf, stateOption } from "../emulator/running.ts";
import { exitCode } from "../output/exit-codes.ts";

export const emulatorIssuerAdd: Command = {
  name: "emulator issuer add",
  summary: "make an issuer known to the emulator that runs, which then asks nobody about its keys",
  examples: [
    "tegata emulator issuer add --issuer https://gitlab.example.com --keys jwks.json",
    "tegata emulator issuer add --issuer https://oidc.example.com/tenant",
  ],
  options: [
    issuerOption,
    {
      flags: "--keys <file>",
      description: "its key document (RFC 7517); without it the emulator makes a key of its own",
    },
    stateOption,
  ],
  run: async (invocation) => {
    const [issuer, keys] = [issuerOf(invocation), await keysOf(invocation)];
    const running = await findRunningEmulator(await stateFolderOf(invocation));
    const data = (await running.put("/issuers", { issuer, keys })) as ShownIssuer;
    const how =
      keys === undefined
        ? `tegata emulator issue registered --issuer ${issuer} --subject <subject> prints its tokens.`
        : `Its keys: ${data.keys.join(", ")}`;
    const lines = [`Tokens of ${issuer} are taken where a federated identity credential names it.`, how];
    return { exitCode: exitCode.done, data, text: lines.join("\n") };
  },
};
