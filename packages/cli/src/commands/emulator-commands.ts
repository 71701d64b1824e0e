import type { Command } from "../command.ts";
import { demo } from "./demo.ts";
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

/** The emulator and what runs on it, in the order in which help lists it. None of it loads the setup engine at once. */
export const emulatorCommands: readonly Command[] = [
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
];
