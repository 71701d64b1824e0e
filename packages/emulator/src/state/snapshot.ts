import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EmulatorError } from "../errors.ts";
import type { World } from "../world.ts";
import { realWorld } from "../world.ts";
import { errorCode, openStateFolder, parseKept, parseState, readIfThere, writeWhole } from "./folder.ts";
import { withNewSecrets, withoutSecrets } from "./secrets.ts";

const format = "tegata-emulator-snapshot";
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

/**
 * Copies an emulator's state and blobs into a folder. Without private keys and secrets, unless asked.
 *
 * @param stateFolder of an emulator that does not run
 * @param target the folder that becomes the snapshot; one that was there is replaced if it is a snapshot
 * @throws EmulatorError `state.locked` while an emulator runs, `state.damaged`, `state.newer`
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
    await mkdir(target, { recursive: true, mode: 0o700 });
    await rm(join(target, "blobs"), { recursive: true, force: true });
    await copyBlobs(stateFolder, target);
    // Last: a folder without it is no snapshot.
    const head = { format, version: snapshotVersion, withSecrets };
    await writeWhole(join(target, "snapshot.json"), JSON.stringify({ ...head, state }));
    return { folder: target, withSecrets };
  } finally {
    await folder.release();
  }
}

async function copyBlobs(from: string, to: string): Promise<void> {
  try {
    await cp(join(from, "blobs"), join(to, "blobs"), { recursive: true });
  } catch (error) {
    // No blob was ever written.
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

function readSnapshot(text: string, path: string): { readonly state: unknown; readonly withSecrets: boolean } {
  const value = parseKept(text, path) as Readonly<Record<string, unknown>> | null;
  if (value?.["format"] !== format) throw nothingThere(path);
  if (value["version"] !== snapshotVersion) {
    throw new EmulatorError(
      "state.newer",
      `${path} was written by another version of the emulator (${String(value["version"])})`,
      { fix: "Load it with that version." },
    );
  }
  return { state: value["state"], withSecrets: value["withSecrets"] === true };
}

/**
 * Makes a snapshot the state of a folder. Secrets that the snapshot has not are made anew: `tegata emulator env` has
 * the operators' when it runs.
 *
 * @returns undefined when the folder has a state and `replace` was not given: nothing was changed
 * @throws EmulatorError `state.locked` while an emulator runs, `state.damaged`, `state.newer`
 */
export async function loadSnapshot(
  stateFolder: string,
  source: string,
  { replace = false, world = realWorld }: LoadOptions = {},
): Promise<SnapshotSummary | undefined> {
  const path = join(source, "snapshot.json");
  const text = await readIfThere(path);
  if (text === undefined) throw nothingThere(path);
  const { state, withSecrets } = readSnapshot(text, path);
  const whole = withNewSecrets(parseState(JSON.stringify(state), path), world);
  const folder = await openStateFolder(stateFolder);
  try {
    const stateFile = folder.file("state.json");
    if (!replace && (await readIfThere(stateFile)) !== undefined) return undefined;
    // Without a state the folder starts afresh: half a load is none.
    await rm(stateFile, { force: true });
    await rm(folder.file("blobs"), { recursive: true, force: true });
    await copyBlobs(source, folder.path);
    await writeWhole(stateFile, JSON.stringify(whole));
    return { folder: stateFolder, withSecrets };
  } finally {
    await folder.release();
  }
}
