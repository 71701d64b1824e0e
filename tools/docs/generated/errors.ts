// docs/reference/errors.md: every code of an error that Tegata raises, with what the closed lists in the sources say of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cell } from "../cell.ts";
import { doNotEdit, type Page } from "../page.ts";

const root = join(import.meta.dirname, "../../..");
const lists: readonly [title: string, file: string][] = [
  ["The command line", "packages/cli/src/errors.ts"],
  ["Setup", "packages/setup/src/errors.ts"],
  ["The emulator", "packages/emulator/src/errors.ts"],
];

/** A row for each `| "code"` of a union, from the comment before it; a code without one is a fault of the sources. */
function rowsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}\| "([a-z][\w.-]*)"/gmu)].map(
    ([, comment, code = ""]) => {
      if (comment === undefined) throw new Error(`${file}: ${code} does not say what it means`);
      return `| \`${code}\` | ${cell(comment.replaceAll(/^\s*\* /gmu, ""))} |`;
    },
  );
}

/** The page of all codes but the credential's, which have a page of their own. */
export function errorPages(): Page[] {
  const text = [
    "# Errors",
    doNotEdit("the errors.ts of the package"),
    "Every error of Tegata is a `TegataError`: `code` from a closed list, a message that names the object, `fix` that says what to do, and the ids that a support request needs. With `--json` they are in `diagnostics`. The credential's codes are on [a page of their own](../guide/credential-errors.md); codes of Microsoft Entra (AADSTS…) are listed in [fidelity](../fidelity.md).",
    ...lists.map(([title, file]) => `## ${title}\n\n| code | means |\n|---|---|\n${rowsOf(file).join("\n")}`),
  ];
  return [{ path: "docs/reference/errors.md", text: `${text.join("\n\n")}\n` }];
}
