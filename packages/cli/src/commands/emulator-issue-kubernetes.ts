import { printIssued, issueOptions } from "../emulator/issue.ts";
import type { Command } from "../command.ts";
import { text } from "../command.ts";

export const emulatorIssueKubernetes: Command = {
  name: "emulator issue kubernetes",
  summary: "print a token of a Kubernetes service account, as the emulator's own cluster issues it; an hour long",
  examples: [
    "tegata emulator issue kubernetes --namespace shop --service-account orders --file token",
    "tegata emulator issue kubernetes --namespace shop --service-account orders --audience api://cluster",
  ],
  options: [
    { flags: "--namespace <name>", description: "the pod's namespace" },
    { flags: "--service-account <name>", description: "its service account" },
    ...issueOptions,
  ],
  run: (invocation) =>
    printIssued(invocation, "/issuers/kubernetes/token", {
      namespace: text(invocation, "namespace"),
      serviceAccount: text(invocation, "serviceAccount"),
      audience: text(invocation, "audience"),
    }),
};
