export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
export type { DirectoryEnvironment, EmulatorEnvironment, HostEnvironment } from "./environment.ts";
export { EmulatorError, type EmulatorErrorCode } from "./errors.ts";
export type { Fault, FaultSpecification } from "./faults/fault.ts";
export { hostEnvironment } from "./host-environment.ts";
export type {
  AccessEntry,
  CredentialKind,
  FaultEntry,
  JournalEntry,
  RefusalEntry,
  RequestEntry,
  TokenIssuedEntry,
} from "./journal.ts";
export type { ModelEndpoint } from "./services/foundry/model-endpoint.ts";
export { defaultPorts, startEmulator, type RunningEmulator, type StartOptions } from "./start.ts";
export { defaultStateFolder, resetStateFolder } from "./state/folder.ts";
export {
  loadSnapshot,
  saveSnapshot,
  type LoadOptions,
  type SnapshotOptions,
  type SnapshotSummary,
} from "./state/snapshot.ts";
export type { World } from "./world.ts";
