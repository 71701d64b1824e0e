import { readdirSync } from "node:fs";
import { join } from "node:path";

const skipped = new Set(["node_modules", "dist", "vendor", "test", ".git", ".changeset"]);

/** Every Markdown page of the repository, as paths from its root with `/`, in order. */
export function markdownFiles(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : markdownFiles(root, path);
      return entry.name.endsWith(".md") ? [path] : [];
    })
    .toSorted();
}
