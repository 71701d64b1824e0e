import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { EmulatorError } from "../errors.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { migrate, stateVersion } from "./migrations.ts";
import { serially } from "./serially.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";

/**
 * Where the emulator keeps its state unless told otherwise: `%LOCALAPPDATA%\tegata\emulator` on Windows,
 * `$XDG_STATE_HOME/tegata/emulator` or `~/.local/state/tegata/emulator` elsewhere.
 */
export function defaultStateFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): string {
  const local = environment["LOCALAPPDATA"];
  if (platform === "win32" && local) return join(local, "tegata", "emulator");
  return join(environment["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "tegata", "emulator");
}

/** The code of a system's error. In a test runner that has globals of its own (jest), Node's errors are no `Error`. */
export function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What keeps the state folder from being written, and what helps. */
export function unwritable(folder: string, cause: unknown): EmulatorError {
  return new EmulatorError("state.unwritable", `the state folder ${folder} cannot be written (${errorCode(cause)})`, {
    fix: "Free space or permissions there, or name another folder with --state.",
    cause,
  });
}

/** Files that are written whole, while they are not; the folder may hold others, and theirs are not ours to remove. */
const unfinishedName = /^(?:(?:state(?:\.v\d+)?|ports|running|tls)\.json|admin-key|lock)\.[0-9a-f]{8}$/;

/** A kill may leave the beginnings of files behind; they have secrets. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (unfinishedName.test(name)) await rm(join(folder, name), { force: true });
  }
}

/** Writes a file whole or not at all; only its owner may read it. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A state folder that this process holds. */
export interface StateFolder {
  readonly path: string;
  /** The path of something in it. */
  readonly file: (name: string) => string;
  readonly release: () => Promise<void>;
}

/**
 * Makes a folder and those above it, for its owner only; one that is there keeps the permissions it has. Step by step,
 * because Node's own recursive mkdir never returns where a file system refuses new entries with ENOENT, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    if (errorCode(error) === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  }
}

/** Opens a state folder for this process alone, making it if it is missing. @throws EmulatorError `state.locked`, `state.unwritable` */
export async function openStateFolder(path: string): Promise<StateFolder> {
  try {
    await makeFolder(path);
  } catch (error) {
    throw unwritable(path, error);
  }
  const lockFile = join(path, "lock");
  try {
    await takeLock(lockFile, path);
  } catch (error) {
    throw error instanceof EmulatorError ? error : unwritable(path, error);
  }
  await removeUnfinished(path);
  let isHeld = true;
  const release = async (): Promise<void> => {
    // Once only: afterwards somebody else may hold it.
    if (!isHeld) return;
    isHeld = false;
    await releaseLock(lockFile);
  };
  return { path, file: (name) => join(path, name), release };
}

/** What a file of the state folder holds. The cause is left out: a parser's message quotes the file, and it has secrets. */
export function parseKept(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(path);
    throw error;
  }
}

function damaged(path: string): EmulatorError {
  return new EmulatorError("state.damaged", `${path} cannot be read`, {
    fix: "Start over with tegata emulator reset.",
  });
}

function isState(value: Readonly<Record<string, unknown>>): boolean {
  const lists = [value["directories"], value["hosts"], value["operators"]];
  return lists.every(Array.isArray) && typeof value["arm"] === "object" && value["arm"] !== null;
}

function versionOf(text: string): number {
  return (JSON.parse(text) as { version: number }).version;
}

/** What a file of a state holds, as one of today's version. */
export function parseState(text: string, path: string): State {
  const value = parseKept(text, path);
  if (typeof value !== "object" || value === null || !("version" in value)) throw damaged(path);
  const today = migrate({ ...value });
  if (!today) {
    throw new EmulatorError(
      "state.newer",
      `${path} was written by another version of the emulator (${String(value.version)})`,
      { fix: "Use that version, or start over with tegata emulator reset." },
    );
  }
  if (!isState(today)) throw damaged(path);
  return today as unknown as State;
}

/** How the state is read and written. Default: `state.json` on the disk. */
export interface StateFiles {
  readonly read: (path: string) => Promise<string | undefined>;
  /** Whole or not at all. */
  readonly write: (path: string, content: string) => Promise<void>;
}

const onDisk: StateFiles = { read: readIfThere, write: writeWhole };

/**
 * A store in a folder. What `save` has acknowledged is on the disk, whole; calls that come while a write is under way
 * share the next one. A state of an older version is brought to today's, and kept beside it as it was.
 *
 * @throws EmulatorError `state.unwritable`, `state.damaged`, `state.newer`
 */
export async function openStore(folder: StateFolder, seed: () => State, files: StateFiles = onDisk): Promise<Store> {
  const path = folder.file("state.json");
  const text = await files.read(path);
  const state = text === undefined ? seed() : parseState(text, path);
  const write = async (file: string, content: string): Promise<void> => {
    try {
      await files.write(file, content);
    } catch (error) {
      throw unwritable(folder.path, error);
    }
  };
  const save = serially(() => write(path, JSON.stringify(state)));
  const before = text === undefined ? stateVersion : versionOf(text);
  if (text !== undefined && before !== stateVersion) await write(folder.file(`state.v${before}.json`), text);
  if (text === undefined || before !== stateVersion) await save();
  return { state, save };
}

/**
 * Forgets directories, resources, blobs and ports. The certificate authority stays, so that who trusts it need not be
 * told again.
 *
 * @returns whether there was anything: a folder that holds no emulator's state is left alone
 * @throws EmulatorError `state.locked` while an emulator runs
 */
export async function resetStateFolder(path: string): Promise<boolean> {
  // Made at the first start and never removed: without it this is some other folder, whose files are not ours.
  if ((await readIfThere(join(path, "tls.json"))) === undefined) return false;
  const folder = await openStateFolder(path);
  try {
    for (const name of ["state.json", "blobs", "ports.json", "running.json"])
      await rm(folder.file(name), { recursive: true, force: true });
    return true;
  } finally {
    await folder.release();
  }
}
