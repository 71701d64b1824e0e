// Coverage in domain rows: every error code and every kind of resource is named in a test.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const tests = globSync("**/*.test.ts", { cwd: here })
  .filter((file) => file !== "coverage.test.ts")
  .map((file) => readFileSync(join(here, file), "utf8"))
  .join("\n");

function unionOf(file: string, type: string): string[] {
  const text = readFileSync(join(here, "..", "src", file), "utf8").replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  const body = new RegExp(`export type ${type} =([^;]+);`).exec(text)?.[1] ?? "";
  return [...body.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
}

test.each([
  ["errors.ts", "SetupErrorCode"],
  ["plan/change.ts", "ResourceKind"],
  ["configuration/configuration.ts", "HostKind"],
])("%s: every %s appears in a test", (file, type) => {
  const names = unionOf(file, type);
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !tests.includes(name))).toEqual([]);
});
