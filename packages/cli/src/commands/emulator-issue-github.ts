import { printIssued, issueOptions } from "../emulator/issue.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";

export const emulatorIssueGithub: Command = {
  name: "emulator issue github",
  summary: "print a token of a GitHub workflow's run, as the emulator's own GitHub issues it; five minutes long",
  examples: [
    "tegata emulator issue github --repository contoso/orders --ref refs/heads/main",
    "tegata emulator issue github --repository contoso/orders --environment Production --file token",
  ],
  options: [
    { flags: "--repository <owner/name>", description: "the repository whose workflow runs" },
    { flags: "--ref <ref>", description: "the branch or tag; part of the subject", defaultValue: "refs/heads/main" },
    { flags: "--environment <name>", description: "the job's environment; in the subject, in place of the ref" },
    { flags: "--event <name>", description: "push, pull_request, …", defaultValue: "push" },
    ...issueOptions,
  ],
  run: (invocation) => {
    const names = ["repository", "ref", "environment", "event", "audience"] as const;
    const given = names.map((name) => [name, text(invocation, name)] as const);
    return printIssued(invocation, "/issuers/github/token", Object.fromEntries(given));
  },
};
