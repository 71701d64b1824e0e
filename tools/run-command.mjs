// Runs one program and keeps what it prints.
import { spawn } from "node:child_process";

const windows = process.platform === "win32";

/**
 * Runs a program and gives its exit code and all it printed, both streams in order of arrival. A program that cannot be
 * started counts as failed.
 */
export function runCommand(command, parameters, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    // npm is a .cmd file on Windows, which only a shell starts.
    const child = spawn(command, parameters, {
      cwd,
      env,
      shell: windows && command === "npm",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}ended by ${signal}\n` : output }),
    );
  });
}
