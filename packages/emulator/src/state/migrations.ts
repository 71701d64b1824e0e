type Json = Readonly<Record<string, unknown>>;

/** Makes of a state of one version one of the next. The first makes version 2 of version 1, and so on. */
export type Migration = (state: Json) => Json;

/** None yet: version 1 is the first. What is added to the state with a default for its absence needs no new version. */
export const migrations: readonly Migration[] = [];

/** The version that this emulator writes. */
export const stateVersion: number = 1 + migrations.length;

/** A state of an older version as one of today's; today's as it is; `undefined` for a version that is not known. */
export function migrate(state: Json, steps: readonly Migration[] = migrations): Json | undefined {
  const version = state["version"];
  const latest = 1 + steps.length;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > latest) return undefined;
  return steps
    .slice(version - 1)
    .reduce<Json>((older, step, index) => ({ ...step(older), version: version + index + 1 }), state);
}
