import { apply } from "./apply.ts";
import type { Command } from "../command.ts";
import { demo } from "./demo.ts";
import { emulatorEnv } from "./emulator-env.ts";
import { emulatorIssueGithub } from "./emulator-issue-github.ts";
import { emulatorIssueKubernetes } from "./emulator-issue-kubernetes.ts";
import { emulatorReset } from "./emulator-reset.ts";
import { emulatorStart } from "./emulator-start.ts";
import { emulatorStatus } from "./emulator-status.ts";
import { emulatorStop } from "./emulator-stop.ts";
import { exec } from "./exec.ts";
import { plan } from "./plan.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  demo,
  plan,
  apply,
  exec,
  emulatorStart,
  emulatorEnv,
  emulatorStatus,
  emulatorStop,
  emulatorReset,
  emulatorIssueGithub,
  emulatorIssueKubernetes,
];
