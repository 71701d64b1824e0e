import { apply } from "./apply.ts";
import type { Command } from "../command.ts";
import { demo } from "./demo.ts";
import { destroy } from "./destroy.ts";
import { doctor } from "./doctor.ts";
import { emulatorClockSet } from "./emulator-clock-set.ts";
import { emulatorClockShift } from "./emulator-clock-shift.ts";
import { emulatorClockShow } from "./emulator-clock-show.ts";
import { emulatorConfiguration } from "./emulator-configuration.ts";
import { emulatorDirectoryAdd } from "./emulator-directory-add.ts";
import { emulatorEnv } from "./emulator-env.ts";
import { emulatorFaultAdd } from "./emulator-fault-add.ts";
import { emulatorFaultClear } from "./emulator-fault-clear.ts";
import { emulatorFaultList } from "./emulator-fault-list.ts";
import { emulatorHostAdd } from "./emulator-host-add.ts";
import { emulatorIssueGithub } from "./emulator-issue-github.ts";
import { emulatorIssueKubernetes } from "./emulator-issue-kubernetes.ts";
import { emulatorIssueRegistered } from "./emulator-issue-registered.ts";
import { emulatorIssuerAdd } from "./emulator-issuer-add.ts";
import { emulatorIssuerList } from "./emulator-issuer-list.ts";
import { emulatorIssuerRemove } from "./emulator-issuer-remove.ts";
import { emulatorKeysRoll } from "./emulator-keys-roll.ts";
import { emulatorReset } from "./emulator-reset.ts";
import { emulatorSnapshotLoad } from "./emulator-snapshot-load.ts";
import { emulatorSnapshotSave } from "./emulator-snapshot-save.ts";
import { emulatorStart } from "./emulator-start.ts";
import { emulatorStatus } from "./emulator-status.ts";
import { emulatorStop } from "./emulator-stop.ts";
import { emulatorTrust } from "./emulator-trust.ts";
import { exec } from "./exec.ts";
import { explain } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { init } from "./init.ts";
import { plan } from "./plan.ts";
import { review } from "./review.ts";
import { token } from "./token.ts";
import { verify } from "./verify.ts";

/** Commands that serve one purpose, under the heading that help gives them. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly Command[];
}

/** The groups in the order in which help lists them. */
export const commandGroups: readonly CommandGroup[] = [
  { heading: "Setup", commands: [init, plan, apply, exportCommand, review, destroy] },
  { heading: "Diagnosis", commands: [verify, doctor, explain, token] },
  {
    heading: "Emulator",
    commands: [
      demo,
      exec,
      emulatorStart,
      emulatorEnv,
      emulatorConfiguration,
      emulatorStatus,
      emulatorTrust,
      emulatorStop,
      emulatorReset,
      emulatorSnapshotSave,
      emulatorSnapshotLoad,
      emulatorDirectoryAdd,
      emulatorHostAdd,
      emulatorFaultList,
      emulatorFaultAdd,
      emulatorFaultClear,
      emulatorClockShow,
      emulatorClockShift,
      emulatorClockSet,
      emulatorKeysRoll,
      emulatorIssueGithub,
      emulatorIssueKubernetes,
      emulatorIssueRegistered,
      emulatorIssuerAdd,
      emulatorIssuerList,
      emulatorIssuerRemove,
    ],
  },
];

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = commandGroups.flatMap((group) => group.commands);
