import { join } from "node:path";
import { EmulatorError } from "../errors.ts";
import type { World } from "../world.ts";
import { realWorld } from "../world.ts";
import { errorCode, makeFolder, openStateFolder, parseState, readIfThere, unwritable } from "./folder.ts";
import { isSnapshot, refuseForeignState, refuseForeignTarget, snapshotFormat } from "./foreign-folder.ts";
import { withNewSecrets, withoutSecrets } from "./secrets.ts";
import type { Content } from "./staging.ts";
import { putInPlace } from "./staging.ts";
import type { State } from "./state.ts";

const snapshotVersion = 1;

export interface SnapshotOptions {
  /** Put private keys and secrets into the snapshot too. Default: no. */
  readonly withSecrets?: boolean;
}

export interface LoadOptions {
  /** Replace the state that is there. Default: no. */
  readonly replace?: boolean;
  readonly world?: World;
}

/** What a snapshot's own file says of it. */
export interface SnapshotSummary {
  readonly folder: string;
  readonly withSecrets: boolean;
}

function nothingThere(path: string): EmulatorError {
  return new EmulatorError("state.damaged", `${path} cannot be read`, {
    fix: "Name the folder of an emulator's state, or of a snapshot that tegata emulator snapshot save made.",
  });
}

function otherVersion(path: string, version: unknown): EmulatorError {
  return new EmulatorError(
    "state.newer",
    `${path} was written by another version of the emulator (${String(version)})`,
    { fix: "Load it with that version." },
  );
}

/**
 * Copies an emulator's state and blobs into a folder. Without private keys and secrets, unless asked.
 *
 * @param stateFolder of an emulator that does not run
 * @param target the folder that becomes the snapshot; one that was there is replaced if it is a snapshot
 * @throws EmulatorError `state.locked` while an emulator runs, `state.damaged`, `state.newer`,
 * `state.unwritable`, `folder.foreign` for a target that holds anything but a snapshot
 */
export async function saveSnapshot(
  stateFolder: string,
  target: string,
  { withSecrets = false }: SnapshotOptions = {},
): Promise<SnapshotSummary> {
  const stateFile = join(stateFolder, "state.json");
  if ((await readIfThere(stateFile)) === undefined) throw nothingThere(stateFile);
  const folder = await openStateFolder(stateFolder);
  try {
    const kept = parseState((await readIfThere(stateFile)) ?? "", stateFile);
    const state = withSecrets ? kept : withoutSecrets(kept);
    await refuseForeignTarget(target);
    const head = { format: snapshotFormat, version: snapshotVersion, withSecrets };
    const text = JSON.stringify({ ...head, state });
    await writeSnapshot(target, { blobs: join(stateFolder, "blobs"), file: "snapshot.json", text });
    return { folder: target, withSecrets };
  } finally {
    await folder.release();
  }
}

async function writeSnapshot(target: string, content: Content): Promise<void> {
  try {
    await makeFolder(target);
    await putInPlace(target, content);
  } catch (error) {
    throw new EmulatorError("state.unwritable", `the snapshot ${target} cannot be written (${errorCode(error)})`, {
      fix: "Free space or permissions there, or name another folder.",
      cause: error,
    });
  }
}

interface Snapshot {
  readonly state: State;
  readonly withSecrets: boolean;
}

function readSnapshot(text: string | undefined, path: string): Snapshot {
  if (text === undefined || !isSnapshot(text)) throw nothingThere(path);
  const { version, state, withSecrets } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (version !== snapshotVersion) throw otherVersion(path, version);
  try {
    return { state: parseState(JSON.stringify(state ?? null), path), withSecrets: withSecrets === true };
  } catch (error) {
    // What helps is another snapshot, not a new beginning.
    if (!(error instanceof EmulatorError)) throw error;
    const { version: ofState } = (state ?? {}) as Readonly<Record<string, unknown>>;
    throw error.code === "state.newer" ? otherVersion(path, ofState) : nothingThere(path);
  }
}

/**
 * Makes a snapshot the state of a folder. Secrets that the snapshot has not are made anew: `tegata emulator env` has
 * the operators' when it runs.
 *
 * @returns undefined when the folder has a state and `replace` was not given: nothing was changed
 * @throws EmulatorError `state.locked` while an emulator runs, `state.damaged`, `state.newer`, `state.unwritable`,
 * `folder.foreign` for a state folder that holds blobs and is none
 */
export async function loadSnapshot(
  stateFolder: string,
  source: string,
  { replace = false, world = realWorld }: LoadOptions = {},
): Promise<SnapshotSummary | undefined> {
  const path = join(source, "snapshot.json");
  const { state, withSecrets } = readSnapshot(await readIfThere(path), path);
  const whole = withNewSecrets(state, world);
  await refuseForeignState(stateFolder);
  const folder = await openStateFolder(stateFolder);
  try {
    const stateFile = folder.file("state.json");
    if (!replace && (await readIfThere(stateFile)) !== undefined) return undefined;
    const text = JSON.stringify(whole);
    await putInPlace(stateFolder, { blobs: join(source, "blobs"), file: "state.json", text }).catch(
      (error: unknown) => {
        throw unwritable(stateFolder, error);
      },
    );
    return { folder: stateFolder, withSecrets };
  } finally {
    await folder.release();
  }
}
