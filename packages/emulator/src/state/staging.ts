import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, writeWhole } from "./folder.ts";

/** The folder in which something is made ready; nobody has one by accident. */
export const stagingName = "tegata.staged";

export interface Content {
  /** The folder of blobs that are copied; there may be none. */
  readonly blobs: string;
  /** The file that tells what the blobs belong to: its name, and its text. */
  readonly file: string;
  readonly text: string;
}

/** What is done with blobs, or a file, that may never have been written. */
async function ifThere(doing: Promise<void>): Promise<void> {
  try {
    await doing;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

async function stage(staging: string, { blobs, file, text }: Content): Promise<void> {
  await mkdir(join(staging, "new"), { recursive: true, mode: 0o700 });
  await mkdir(join(staging, "old"), { mode: 0o700 });
  await ifThere(cp(blobs, join(staging, "new", "blobs"), { recursive: true }));
  await writeWhole(join(staging, "new", file), text);
}

/**
 * Puts blobs and their file into a folder, in the place of those that are there. Both are written beside them, and moved
 * when they are whole: a full disk changes nothing, nor does a kill meanwhile. One who was stopped may begin again.
 */
export async function putInPlace(folder: string, content: Content): Promise<void> {
  const staging = join(folder, stagingName);
  const remove = (): Promise<void> => rm(staging, { recursive: true, force: true });
  await remove();
  try {
    await stage(staging, content);
  } catch (error) {
    // The disk may be full of it. Where it cannot be removed either, the first reason is the one to tell.
    await Promise.allSettled([remove()]);
    throw error;
  }
  // The file goes first and comes last: a folder without it is no snapshot, and no state.
  const names = [content.file, "blobs"];
  for (const name of names) await ifThere(rename(join(folder, name), join(staging, "old", name)));
  for (const name of names.toReversed()) await ifThere(rename(join(staging, "new", name), join(folder, name)));
  await remove();
}
