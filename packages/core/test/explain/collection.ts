// Texts as people pasted them into public issues: only the lines with the error, names and secrets replaced.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a pasted text should come to. */
export interface Pasted {
  readonly name: string;
  readonly link: string;
  readonly wrapping: string;
  readonly text: string;
  readonly ok: boolean;
  readonly hop: string | null;
  readonly service: string | null;
  readonly code: string | null;
  readonly cause: string | null;
}

const folder = join(import.meta.dirname, "collection");

function readPasted(file: string): Pasted {
  const whole = readFileSync(join(folder, file), "utf8");
  const end = whole.indexOf("\n---\n", 4);
  const fields = new Map(
    whole
      .slice(4, end)
      .split("\n")
      .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return {
    name: file.replace(/\.txt$/, ""),
    link: fields.get("link") ?? "",
    wrapping: fields.get("wrapping") ?? "",
    text: whole.slice(end + 5),
    ok: fields.get("ok") === "true",
    hop: fields.get("hop") ?? null,
    service: fields.get("service") ?? null,
    code: fields.get("code") ?? null,
    cause: fields.get("cause") ?? null,
  };
}

/** Every text of the collection. */
export const collection: readonly Pasted[] = readdirSync(folder).toSorted().map(readPasted);
