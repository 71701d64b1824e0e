import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binOf } from "../../bin.mjs";
import { runCommand } from "../../run-command.mjs";
import { blocksOf, markOf, type Block } from "../blocks.ts";

/** The configuration that blocks are compiled with: a reader's strict project, and this repository's sources. */
const compilerOptions = {
  target: "es2024",
  lib: ["es2024"],
  module: "nodenext",
  customConditions: ["@tegata/source"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** A block as a module of its own: the declarations that its mark adds are on its first line, so that lines agree. */
function moduleOf(block: Block): string {
  const prelude = (markOf(block, "with") ?? "").replaceAll(/\s*\n\s*/gu, " ");
  return `${prelude} export {};${block.text}\n`.replace(/^ /u, "");
}

/** One line for each fault of a TypeScript block on these pages, with the place on the page. */
export async function uncompiledBlocks(root: string, pages: ReadonlyMap<string, string>): Promise<string[]> {
  const blocks = [...pages]
    .flatMap(([page, text]) => blocksOf(page, text))
    .filter((block) => ["ts", "typescript"].includes(block.language) && markOf(block, "not compiled") === undefined);
  if (blocks.length === 0) return [];
  const folder = join(root, "node_modules/.tegata-docs", String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    blocks.forEach((block, index) => writeFileSync(join(folder, `block-${index}.mts`), moduleOf(block)));
    const files = blocks.map((_, index) => `block-${index}.mts`);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const tsc = [binOf(root, "typescript", "tsc"), "-p", folder, "--pretty", "false"];
    const { code, output } = await runCommand(process.execPath, tsc, { cwd: folder });
    const faults = [...output.matchAll(/block-(\d+)\.mts\((\d+),\d+\): error (.*)/gu)].map(
      ([, index, line, message = ""]) => {
        const [page, start] = (blocks[Number(index)]?.at ?? "").split(":");
        return `${page}:${Number(start) + Number(line)}: ${message}`;
      },
    );
    return code !== 0 && faults.length === 0 ? [`the compiler failed: ${output}`] : faults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
