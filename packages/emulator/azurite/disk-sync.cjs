"use strict";
// A kill takes nothing of what was written: the system has it. A power cut does. Asking the disk before every answer
// costs each writer the disk's own time (0.1 to several milliseconds, against one for the write); so it is asked at
// most a second after a write was acknowledged, in the background: that second is what a power cut can take.
const { open, readdir, stat } = require("node:fs/promises");
const { join } = require("node:path");

const windowMs = 1000;

/** Files of a folder that were written since a time. */
async function writtenSince(folder, sinceMs) {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const found = await Promise.all(paths.map(async (path) => ({ path, mtimeMs: (await stat(path)).mtimeMs })));
  return found.filter(({ mtimeMs }) => mtimeMs >= sinceMs).map(({ path }) => path);
}

async function syncFile(path) {
  const file = await open(path, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

class DiskSync {
  #extents;
  #logs;
  #timer;
  #syncedMs = 0;
  #failure;
  #underWay = Promise.resolve();

  /** `extents` is the folder of the blobs' contents; what the logs say of them comes after them. */
  constructor(extents, logs) {
    this.#extents = extents;
    this.#logs = logs;
  }

  /** Throws what the disk said last, once: what is being acknowledged now may meet the same. */
  written() {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#timer ??= setTimeout(() => this.#start(), windowMs).unref();
    if (failure) throw failure;
  }

  #start() {
    this.#timer = undefined;
    this.#underWay = this.#underWay.then(() => this.#sync()).catch((error) => (this.#failure = error));
  }

  async #sync() {
    const startedMs = Date.now();
    // A file system's times may be coarse.
    for (const path of await writtenSince(this.#extents, this.#syncedMs - windowMs)) await syncFile(path);
    for (const log of this.#logs) await log.sync();
    this.#syncedMs = startedMs;
  }

  async stop() {
    clearTimeout(this.#timer);
    await this.#underWay;
  }
}

module.exports = { DiskSync };
