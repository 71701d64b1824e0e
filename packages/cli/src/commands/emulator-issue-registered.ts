import type { Command } from "../command.ts";
import { text } from "../command.ts";
import { issueOptions, printIssued } from "../emulator/issue.ts";
import { CliError } from "../errors.ts";
import { issuerOf, issuerOption, objectIn } from "../emulator/issuers.ts";

export const emulatorIssueRegistered: Command = {
  name: "emulator issue registered",
  summary: "print a token of an issuer that was added without keys; an hour long",
  examples: [
    "tegata emulator issue registered --issuer https://oidc.example.com/tenant --subject orders --file token",
    `tegata emulator issue registered --issuer https://oidc.example.com/tenant --subject orders --claims '{"env":"test"}'`,
  ],
  options: [
    issuerOption,
    { flags: "--subject <text>", description: "the token's sub" },
    { flags: "--claims <json>", description: "more claims, or others than the usual: exp, nbf" },
    ...issueOptions,
  ],
  run: async (invocation) => {
    const [issuer, sub, aud] = [issuerOf(invocation), text(invocation, "subject"), text(invocation, "audience")];
    const more = objectIn(text(invocation, "claims") ?? "{}", "--claims");
    if (sub === undefined && more["sub"] === undefined)
      throw new CliError("cli.usage", "--subject is missing", {
        fix: "Name what the federated identity credential does.",
      });
    const named = { ...(sub === undefined ? {} : { sub }), ...(aud === undefined ? {} : { aud }) };
    return printIssued(invocation, "/issuers/token", { issuer, claims: { ...named, ...more } });
  },
};
