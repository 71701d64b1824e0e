import { TegataError } from "@tegata/core";

/** Everything that can go wrong with the emulator itself; refusals of its services are answers, not errors. */
export type EmulatorErrorCode =
  /** Another program listens on a port that the emulator keeps. `--ports free` takes any. */
  | "port.taken"
  /** The system does not let this user listen on that port. */
  | "port.denied"
  /** Another emulator runs on the same state folder. */
  | "state.locked"
  /** The state folder cannot be written: read-only, full, or of another user. Nothing acknowledged is lost. */
  | "state.unwritable"
  /** A file of the state folder cannot be read as what it should be. `emulator reset` starts over. */
  | "state.damaged"
  /** The state folder was written by a newer version of the emulator. */
  | "state.newer"
  /** The folder that was named for a snapshot, or for its state, holds other files. They are left alone. */
  | "folder.foreign"
  /** The storage engine's file is not in the package, or cannot be loaded. */
  | "blob-engine.missing";

export class EmulatorError extends TegataError<EmulatorErrorCode> {
  override readonly name = "EmulatorError";
}
