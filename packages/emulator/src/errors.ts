import { TegataError } from "@tegata/core";

/** Everything that can go wrong with the emulator itself; refusals of its services are answers, not errors. */
export type EmulatorErrorCode =
  | "port.taken"
  | "port.denied"
  | "state.locked"
  | "state.unwritable"
  | "state.damaged"
  | "state.newer"
  | "blob-engine.missing";

export class EmulatorError extends TegataError<EmulatorErrorCode> {
  override readonly name = "EmulatorError";
}
