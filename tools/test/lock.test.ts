import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { withLock } from "../lock.mjs";

const module = pathToFileURL(join(import.meta.dirname, "../lock.mjs")).href;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "tegata-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that takes the lock and writes that it began and that it ended. */
function contender(folder: string): Promise<number | null> {
  const script = `
    import { appendFileSync } from "node:fs";
    import { withLock } from ${JSON.stringify(module)};
    const note = (text) => appendFileSync(${JSON.stringify(join(folder, "notes"))}, text);
    withLock(${JSON.stringify(join(folder, "lock"))}, () => {
      note("<");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      note(">");
    }, () => {});
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("exit", resolve);
  });
}

test("two processes never hold the lock at once", async () => {
  const folder = scratch();
  expect(await Promise.all([contender(folder), contender(folder), contender(folder)])).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, "notes"), "utf8")).toBe("<><><>");
  expect(existsSync(join(folder, "lock"))).toBe(false);
});

test("a lock whose holder has died is taken over", () => {
  const folder = scratch();
  mkdirSync(join(folder, "lock"));
  // No system gives this number to a process.
  writeFileSync(join(folder, "lock/pid"), "99999999");
  expect(
    withLock(
      join(folder, "lock"),
      () => "done",
      () => undefined,
    ),
  ).toBe("done");
});

test("the lock is given back when the work fails", () => {
  const folder = scratch();
  const work = (): never => {
    throw new Error("failed");
  };
  expect(() => withLock(join(folder, "lock"), work, () => undefined)).toThrow("failed");
  expect(existsSync(join(folder, "lock"))).toBe(false);
});
