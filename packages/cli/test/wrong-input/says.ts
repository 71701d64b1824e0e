// What the program says to each wrong input, word for word; ids that differ from run to run are shown by their names.
import { readFileSync } from "node:fs";
import type { Ended } from "./world.ts";

const file = new URL("says.json", import.meta.url);
const table = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, readonly string[]>>;

/** The lines that a row's run prints. */
export function saysOf(what: string): readonly string[] {
  return table[what] ?? [];
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids of this world are fixed and readable; all others are made as the program runs. */
function isFixed(id: string): boolean {
  return /^(\w)\1{7}-/.test(id);
}

/** Standard error, and of a run that ends well the notes of its plan. */
export function shown(
  { stdout, stderr, code }: Ended,
  { folder, ids }: { readonly folder: string; readonly ids: Readonly<Record<string, string>> },
): string[] {
  const notes = stdout.split("\n").filter((line) => line.trimStart().startsWith("! "));
  const lines = [...stderr.trimEnd().split("\n"), ...(code === 0 ? notes : [])].filter((line) => line !== "");
  return lines.map((line) =>
    Object.entries(ids)
      .reduce((text, [name, id]) => text.replaceAll(id, name), line.replaceAll(/<\w+>(.*?)<\/>/g, "$1"))
      .replaceAll(folder, "<folder>")
      .replaceAll(guid, (id) => (isFixed(id) ? id : "<id>")),
  );
}

/** For a comparison: what is done side by side is told as it is done, so the lines of progress may come in any order. */
export function inAnyOrder(lines: readonly string[]): string[] {
  const isProgress = (line: string): boolean => /^ {2}[+~!-] /.test(line);
  return [...lines.filter(isProgress).toSorted(), ...lines.filter((line) => !isProgress(line))];
}
