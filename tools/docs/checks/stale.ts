import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writtenBy, type Page } from "../page.ts";
import { markdownFiles } from "./markdown-files.ts";

const rerun = "run npm run docs";

/** Pages in the repository that say they are written, and are not among these. */
function orphans(root: string, pages: readonly Page[]): string[] {
  const written = new Set(pages.map(({ path }) => path));
  return markdownFiles(root).filter(
    (path) => !written.has(path) && readFileSync(join(root, path), "utf8").includes(`<!-- ${writtenBy}`),
  );
}

/** One line for each written page that is missing, not what the sources say, or no longer made by anything. */
export function stalePages(root: string, pages: readonly Page[]): string[] {
  const faults = pages.flatMap(({ path, text }) => {
    const file = join(root, path);
    if (!existsSync(file)) return [`${path} is missing: ${rerun}`];
    return readFileSync(file, "utf8") === text ? [] : [`${path} is not what the sources say: ${rerun}`];
  });
  return [...faults, ...orphans(root, pages).map((path) => `${path} is no longer made from anything: ${rerun}`)];
}

/** Writes these pages and removes written ones that nothing makes any more. */
export function writePages(root: string, pages: readonly Page[]): void {
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const path of orphans(root, pages)) rmSync(join(root, path));
}
