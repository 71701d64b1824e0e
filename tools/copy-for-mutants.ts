// A copy of the sources and tests of some packages in which one thing can be broken at a time.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The packages in the copy. */
export const copiedPackages = ["core", "emulator"] as const;

function isSource(path: string): boolean {
  return !["node_modules", "dist", "vendor"].includes(basename(path));
}

/** Makes the copy and answers with its folder. Its packages find each other, and everything else where it is installed. */
export function copyForMutants(): string {
  const copy = mkdtempSync(join(tmpdir(), "tegata-mutants-"));
  for (const name of ["package.json", "tsconfig.base.json", "vitest.config.ts"])
    cpSync(join(root, name), join(copy, name));
  for (const name of copiedPackages)
    cpSync(join(root, "packages", name), join(copy, "packages", name), { recursive: true, filter: isSource });
  const engine = join("packages", "emulator", "vendor");
  symlinkSync(join(root, engine), join(copy, engine), "junction");
  mkdirSync(join(copy, "node_modules", "@tegata"), { recursive: true });
  for (const name of copiedPackages)
    symlinkSync(join(copy, "packages", name), join(copy, "node_modules", "@tegata", name), "junction");
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name.startsWith(".") || name === "@tegata" || name === "tegata") continue;
    symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name), "junction");
  }
  return copy;
}
