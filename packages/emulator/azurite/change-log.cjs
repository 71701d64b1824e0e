"use strict";
// Azurite keeps its metadata in Loki databases, in memory, written whole every five seconds: what was acknowledged in
// between is gone after a kill. Here every change is also appended to a log before its request is answered, and the log
// is applied to the file at the next start. A batch of changes is one line, so a line that was cut off counts as nothing.
const {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} = require("node:fs");
const { rename, writeFile } = require("node:fs/promises");

/** A log of this size is folded into the database's file. */
const longestLogBytes = 16 * 1024 * 1024;
const kinds = { insert: "put", update: "put", delete: "drop" };

function batchesIn(path) {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  // Behind the last line break there is nothing, or what was cut off.
  return lines.slice(0, -1).flatMap((line) => batchIn(line) ?? []);
}

/** A line as a list of one; undefined for one that was cut off when the disk was full, and nobody could take away. */
function batchIn(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return undefined;
  }
}

function applyTo(database, batches) {
  const collections = new Map(database.collections.map((collection) => [collection.name, collection]));
  const documents = new Map();
  for (const { name, data } of database.collections)
    documents.set(name, new Map(data.map((each) => [each.$loki, each])));
  for (const [name, kind, document] of batches.flat()) {
    const known = documents.get(name);
    if (kind === "drop") known.delete(document.$loki);
    else known.set(document.$loki, document);
    const collection = collections.get(name);
    collection.maxId = Math.max(collection.maxId, document.$loki);
  }
  for (const [name, collection] of collections) {
    // Loki looks documents up by their place in this order, and makes its indices anew when it loads.
    collection.data = [...documents.get(name).values()].sort((one, other) => one.$loki - other.$loki);
    collection.idIndex = null;
  }
}

/** Brings a database's file to what its logs say. Applying a log twice changes nothing. */
function recover(file) {
  const logs = [`${file}.log.old`, `${file}.log`];
  const batches = logs.flatMap(batchesIn);
  if (batches.length > 0) {
    const database = JSON.parse(readFileSync(file, "utf8"));
    applyTo(database, batches);
    writeFileSync(`${file}~`, JSON.stringify(database), { flush: true });
    renameSync(`${file}~`, file);
  }
  for (const log of logs) rmSync(log, { force: true });
}

class ChangeLog {
  #database;
  #file;
  #log;
  #sizeBytes = 0;
  #pending = [];
  #folding;
  #isCutOff = false;

  /** Follows a Loki database, from when it was loaded. */
  constructor(database, file) {
    this.#database = database;
    this.#file = file;
    this.#log = openSync(`${file}.log`, "a", 0o600);
    // The log stands in for saving every few seconds.
    database.autosaveDisable();
    for (const collection of database.collections) {
      // What recovery changed is not in the indices of the file.
      collection.ensureAllIndexes(true);
      this.#follow(collection);
    }
  }

  #follow(collection) {
    for (const [event, kind] of Object.entries(kinds)) {
      collection.on(event, (documents) => {
        for (const document of [documents].flat()) {
          const kept = kind === "drop" ? { $loki: document.$loki } : document;
          this.#pending.push(JSON.stringify([collection.name, kind, kept]));
        }
      });
    }
  }

  /**
   * Writes what has changed, and tells whether there was anything; all of it or nothing. Throws if the disk does not
   * take it: the next call tries again.
   */
  flush() {
    if (this.#pending.length === 0) return false;
    // What was cut off before ends here, as a line that says nothing.
    const line = Buffer.from(`${this.#isCutOff ? "\n" : ""}[${this.#pending.join(",")}]\n`);
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.#log, line, written);
    } catch (error) {
      this.#cutOff();
      throw error;
    }
    this.#isCutOff = false;
    this.#sizeBytes += line.length;
    this.#pending = [];
    if (this.#sizeBytes > longestLogBytes) this.#folding ??= this.#fold().catch(() => undefined);
    return true;
  }

  /** Takes away what was written of a line. */
  #cutOff() {
    try {
      ftruncateSync(this.#log, this.#sizeBytes);
    } catch {
      this.#isCutOff = true;
    }
  }

  /** Brings what was written to the disk itself. */
  sync() {
    const log = this.#log;
    return new Promise((resolve, reject) => {
      // Folded in the meantime: the file has it.
      fdatasync(log, (error) => (error && log === this.#log ? reject(error) : resolve()));
    });
  }

  /** If it fails, both logs stay and go on being true; they are folded at the next start. */
  async #fold() {
    const whole = this.#database.serialize();
    closeSync(this.#log);
    renameSync(`${this.#file}.log`, `${this.#file}.log.old`);
    this.#log = openSync(`${this.#file}.log`, "a", 0o600);
    this.#sizeBytes = 0;
    await writeFile(`${this.#file}~`, whole, { flush: true });
    await rename(`${this.#file}~`, this.#file);
    rmSync(`${this.#file}.log.old`);
    this.#folding = undefined;
  }

  async settle() {
    await this.#folding;
    this.flush();
  }

  /** When the database's file has everything. */
  remove() {
    closeSync(this.#log);
    for (const name of [".log.old", ".log"]) rmSync(this.#file + name, { force: true });
  }
}

module.exports = { ChangeLog, recover };
