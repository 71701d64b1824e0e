// Runs the suite and ends with the plain line that any CI can read: `N passed, N failed`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "tegata-test-"));
const report = join(folder, "report.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

const child = spawn(
  process.execPath,
  [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);

child.on("exit", (code) => {
  const summary = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  rmSync(folder, { recursive: true, force: true });
  if (!summary) {
    process.stderr.write("the test runner left no report\n");
    process.exit(code || 1);
  }
  // A file that could not be loaded has no tests to count; it still is a failure.
  const broken = summary.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = summary.numFailedTests + broken;
  // The runner's own output is long; what failed stands once more where people look.
  for (const file of summary.testResults) {
    const titles = file.assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    if (file.status === "failed" && titles.length === 0) titles.push("could not be loaded");
    for (const title of titles) process.stdout.write(`FAILED ${relative(root, file.name)}: ${title}\n`);
  }
  const skipped = summary.numPendingTests + summary.numTodoTests;
  process.stdout.write(
    `\n${summary.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
  );
  process.exit(code || (failed > 0 ? 1 : 0));
});
