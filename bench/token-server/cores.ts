import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Whether processes can be told which cores to use. */
export const canPin: boolean =
  process.platform === "linux" && availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** A command that runs on some cores only, where that can be had. */
export function onCores(cores: string, command: readonly string[]): readonly string[] {
  return canPin ? ["taskset", "-c", cores, ...command] : command;
}

/** Moves this process, which is the load, to some cores. */
export function moveHere(cores: string): void {
  if (canPin) spawnSync("taskset", ["-apc", cores, String(process.pid)]);
}

/** Linux counts a process's time in hundredths of a second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const tickMs = 10;

/** The processor time that a process has used, in milliseconds; undefined where the system does not tell. */
export function processorMs(pid: number | undefined): number | undefined {
  if (process.platform !== "linux" || pid === undefined) return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
