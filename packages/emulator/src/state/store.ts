import type { State } from "./state.ts";

/** Where the state is kept. `save` resolves once everything that was changed before the call is safe. */
export interface Store {
  readonly state: State;
  readonly save: () => Promise<void>;
}

/** A store that forgets. */
export function memoryStore(state: State): Store {
  return { state, save: async () => undefined };
}
