// What plan, apply and destroy tell about what they looked at, set and took away; and in which words to go on.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { asTyped } from "../src/command-word.ts";
import { valid } from "./wrong-input/row.ts";
import type { InProcess } from "./wrong-input/world.ts";
import { inProcess } from "./wrong-input/world.ts";

let folder: string;
let world: InProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tegata-told-"));
  world = inProcess();
  await writeFile(join(folder, "tegata.yaml"), valid);
});
afterEach(() => rm(folder, { recursive: true }));

test("plan says that it did not look at the hosts' settings, unless it was asked to", async () => {
  const line = "application settings not looked at (--set-app-settings)";
  expect((await world.run(["plan"], { folder })).stdout).toContain(`\n  … ${line}\n`);
  expect((await world.run(["plan", "--set-app-settings"], { folder })).stdout).not.toContain(line);
  expect((await world.run(["plan", "--side", "resource"], { folder })).stdout).not.toContain(line);
});

test("apply of one side claims nothing about the other, and says which settings it has set", async () => {
  const { code, stdout } = await world.run(["apply", "--side", "home", "--set-app-settings"], { folder });
  expect(code).toBe(3);
  expect(stdout).toContain(
    "\n\nLeft to the other administrator; not looked at from here, so it may be done already:\n  service principal of orders-cross-tenant (resource): ",
  );
  expect(stdout).toContain("\n  role Storage Blob Data Contributor at fabrikamdata (resource): ");
  expect(stdout).toContain("\n\nThe host has these application settings:\n");
});

test("destroy tells each object once: as it goes on standard error, what is left on standard output", async () => {
  expect((await world.run(["apply", "--set-app-settings"], { folder })).code).toBe(0);
  const { stdout, stderr } = await world.run(["destroy", "--yes"], { folder });
  expect(stdout).toBe("8 removed, 0 left, 0 waiting\n");
  expect(stderr.split("\n")).toEqual(
    expect.arrayContaining([
      "  - removed   identity id-orders from appService app-orders",
      "  - removed   application settings from appService app-orders",
      "  - deleted   role Storage Blob Data Contributor at fabrikamdata",
    ]),
  );
});

test("advice begins as this command was started; names that only look like it stay", () => {
  const clone = { TEGATA_COMMAND: "node tools/run.mjs tegata" };
  expect(asTyped("Start one with: tegata emulator start.", clone)).toBe(
    "Start one with: node tools/run.mjs tegata emulator start.",
  );
  expect(asTyped("Look at tegata.yaml, or @tegata/setup, or tegata-id-orders.", clone)).toBe(
    "Look at tegata.yaml, or @tegata/setup, or tegata-id-orders.",
  );
  expect(asTyped("tegata --help shows how.", {})).toBe("tegata --help shows how.");
});
