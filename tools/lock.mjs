// One process at a time: a folder as lock, since making one is atomic everywhere. Runs on Node 20.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const pauseMs = 200;

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else's.
    return error.code === "EPERM";
  }
}

/** Whether the holder of the lock has ended without giving it back. A lock whose holder is not written yet is young. */
function isLeftBehind(lock) {
  try {
    return !isRunning(Number(readFileSync(join(lock, "pid"), "utf8")));
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

function tryTake(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
  writeFileSync(join(lock, "pid"), String(process.pid));
  return true;
}

/** Runs `work` while holding the lock folder; waits, without an end, for another process that holds it. */
export function withLock(lock, work, onWait) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !tryTake(lock); pause()) {
    if (isLeftBehind(lock)) rmSync(lock, { recursive: true, force: true });
    else if (!told) onWait();
    told = true;
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
