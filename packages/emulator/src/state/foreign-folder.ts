import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EmulatorError } from "../errors.ts";
import { errorCode, readIfThere } from "./folder.ts";
import { stagingName } from "./staging.ts";

/** How a snapshot's own file begins. */
export const snapshotFormat = "tegata-emulator-snapshot";

/** Whether a file's text is a snapshot's, of whatever version. */
export function isSnapshot(text: string): boolean {
  try {
    return (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.["format"] === snapshotFormat;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function foreign(folder: string, what: string): EmulatorError {
  return new EmulatorError("folder.foreign", `${folder} ${what}; nothing was changed`, {
    fix: "Name a new folder, or an empty one.",
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    if (errorCode(error) === "ENOTDIR") throw foreign(folder, "is a file");
    throw error;
  }
}

function isOfAState(names: readonly string[]): boolean {
  return names.includes("state.json") || names.includes("tls.json");
}

/**
 * A snapshot takes the place of nothing but a snapshot: whatever else is called `blobs` in a folder is somebody's own.
 *
 * @throws EmulatorError `folder.foreign`
 */
export async function refuseForeignTarget(target: string): Promise<void> {
  const names = await namesIn(target);
  if (isOfAState(names)) throw foreign(target, "is an emulator's state folder");
  const taken = ["snapshot.json", "blobs"].filter((name) => names.includes(name));
  if (taken.length === 0 || names.includes(stagingName)) return;
  const text = await readIfThere(join(target, "snapshot.json"));
  if (text === undefined || !isSnapshot(text)) throw foreign(target, `has ${taken.join(" and ")}, and is no snapshot`);
}

/**
 * A state takes the place of nothing but a state.
 *
 * @throws EmulatorError `folder.foreign`
 */
export async function refuseForeignState(stateFolder: string): Promise<void> {
  const names = await namesIn(stateFolder);
  if (!isOfAState(names) && names.includes("blobs") && !names.includes(stagingName)) {
    throw foreign(stateFolder, "is no state folder, and has blobs of its own");
  }
}
