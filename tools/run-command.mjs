// Runs one program and keeps what it prints.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const windows = process.platform === "win32";

/**
 * Runs a program and gives its exit code and all it printed, both streams in order of arrival. A program that cannot be
 * started counts as failed.
 */
export async function runCommand(command, parameters, { cwd, env = process.env } = {}) {
  // A file, not a pipe: Node's pipes do not block, and oxlint gives up (it panics) when a long report does not fit.
  const folder = mkdtempSync(join(tmpdir(), "tegata-output-"));
  const file = openSync(join(folder, "output"), "a+");
  try {
    const ending = await new Promise((resolve) => {
      // npm is a .cmd file on Windows, which only a shell starts.
      const child = spawn(command, parameters, {
        cwd,
        env,
        shell: windows && command === "npm",
        stdio: ["ignore", file, file],
      });
      child.on("error", (error) => resolve({ code: 1, remark: `${error.message}\n` }));
      child.on("close", (code, signal) => resolve({ code: code ?? 1, remark: signal ? `ended by ${signal}\n` : "" }));
    });
    return { code: ending.code, output: readFileSync(join(folder, "output"), "utf8") + ending.remark };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
