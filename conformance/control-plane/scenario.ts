// What a cell of the control plane is: a fresh emulator, a client that nobody here wrote, and what an administrator does
// with it.
import type { Emulator } from "../emulator.ts";

/** Where a client is installed, and what runs its programs. */
export interface Place {
  readonly folder: string;
  readonly runtime: string;
}

export interface Stage {
  /** Started for this cell alone: two directories, and nothing that the articles make. */
  readonly emulator: Emulator;
  /** The installed `tegata` command's file. */
  readonly command: string;
  /** An empty folder of this cell's own. */
  readonly folder: string;
  readonly client: Place;
  /** Another client that the scenario names in `with`. */
  readonly other: (id: string) => Place;
  readonly signal: AbortSignal;
}

export interface ControlScenario {
  readonly id: string;
  /** The client in `clients/` that does it. */
  readonly client: string;
  /** Other clients that must be installed for it. */
  readonly with?: readonly string[];
  /** Services that must have seen a request. */
  readonly reaches: readonly (
    | "token"
    | "resourceManager"
    | "graph"
    | "blob"
    | "foundry"
    | `managedIdentity:${string}`
  )[];
  /** Does it, and throws when something is not as it should be. */
  readonly run: (stage: Stage) => Promise<void>;
}
