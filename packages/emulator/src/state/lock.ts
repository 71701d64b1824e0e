// One process at a time holds a state folder. What the lock says outlives a kill, a reboot and the reuse of process
// numbers, which containers do all the time: a process is told by its number and by when it began.
import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "../errors.ts";

/** How long two that take over the same lock need at most to see each other. */
const settleMs = 100;
const tries = 5;

/** The lock files that this process holds or is taking: its number alone cannot tell two emulators of it apart. */
const held = new Set<string>();

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

async function readOrNothing(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/**
 * What the system says of a process: its state, and when it began. Nothing where the system does not say.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
async function lookUp(pid: number): Promise<{ readonly state?: string; readonly birth: string }> {
  const stat = await readOrNothing(`/proc/${pid}/stat`);
  // Behind the name, which may have anything in it: the state is the first, the start the twentieth.
  const [state, ...others] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = others[18];
  const boot = (await readOrNothing("/proc/sys/kernel/random/boot_id")).trim();
  return { ...(state ? { state } : {}), birth: ticks === undefined || boot === "" ? "" : `${boot} ${ticks}` };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Whether the process that a lock names runs on. */
async function isAlive(text: string): Promise<boolean> {
  const [first = "", birth = ""] = text.split("\n");
  const pid = Number(first);
  if (!(pid > 0) || pid === process.pid || !isThere(pid)) return false;
  const { state, birth: birthToday } = await lookUp(pid);
  // A killed process has its number until its parent asks after it, and in many containers nobody does.
  if (state === "Z" || state === "X") return false;
  return birth === "" || birthToday === "" || birth === birthToday;
}

function locked(folder: string, text: string): EmulatorError {
  return new EmulatorError(
    "state.locked",
    `the state folder ${folder} is in use by process ${text.split("\n")[0] ?? ""}`,
    {
      fix: "Use the emulator that runs (tegata emulator env), stop it (tegata emulator stop), or name another folder with --state.",
    },
  );
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Puts a lock in the place of one that nobody holds any more. It is replaced, never away for a moment; of several that do
 * so at once the last one has it, and the others see so.
 */
async function takeOver(
  path: string,
  { found, mine }: { readonly found: string; readonly mine: string },
): Promise<void> {
  const next = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(next, mine, { flag: "wx", mode: 0o600 });
  if ((await readOrNothing(path)) !== found) return rm(next, { force: true });
  await rename(next, path);
  await sleep(settleMs);
}

/**
 * Takes the lock of a state folder. One that a killed process left behind is taken over.
 *
 * @throws EmulatorError `state.locked`; what the system says where the file cannot be written
 */
export async function takeLock(path: string, folder: string): Promise<void> {
  if (held.has(path)) throw locked(folder, String(process.pid));
  held.add(path);
  try {
    const mine = `${process.pid}\n${(await lookUp(process.pid)).birth}\n`;
    let found = "";
    for (let tried = 0; tried < tries; tried += 1) {
      if (await create(path, mine)) return;
      found = await readOrNothing(path);
      if (found === mine && tried > 0) return;
      if (await isAlive(found)) break;
      await takeOver(path, { found, mine });
    }
    throw locked(folder, found);
  } catch (error) {
    held.delete(path);
    throw error;
  }
}

/** Gives a lock back that `takeLock` took. */
export async function releaseLock(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } finally {
    // Afterwards: who takes it before would lose it again.
    held.delete(path);
  }
}
