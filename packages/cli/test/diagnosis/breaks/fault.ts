import type { Emulator } from "@tegata/emulator/testing";

/** A fault as the emulator takes it. */
export type FaultSpecification = Parameters<Emulator["context"]["faults"]["add"]>[0];

export type PropagatedObject = Extract<FaultSpecification, { readonly kind: "propagation" }>["object"];
