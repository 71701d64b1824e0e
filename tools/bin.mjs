// Where a tool's program file is. npm's own links in node_modules/.bin are shell scripts on Windows, so we run the file.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The path of the program `command` of an installed package, to be run with Node. */
export function binOf(root, packageName, command = packageName) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}
