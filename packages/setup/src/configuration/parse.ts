import type { YAMLError } from "yaml";
import { LineCounter, parseDocument } from "yaml";
import { SetupError } from "../errors.ts";
import type { Configuration } from "./configuration.ts";
import { crossFaults } from "./cross-checks.ts";
import type { ConfigurationFault, Source } from "./faults.ts";
import { faultAt, faultsOfIssue } from "./faults.ts";
import { configurationSchema } from "./schema.ts";

/** The parser's own words, where ours are no clearer. */
const words: Partial<Record<YAMLError["code"], (at: string) => string>> = {
  TAB_AS_INDENT: () => "a tab indents this line; YAML takes blanks only",
  DUPLICATE_KEY: (at) => `the key ${at} stands twice`,
  MULTIPLE_DOCS: () => "a second document begins here; write one file for each",
};

function wordOf({ document, lines }: Source, text: string, error: YAMLError): ConfigurationFault {
  const { line, col } = lines.linePos(error.pos[0]);
  const at = /^[\w.-]+/.exec(text.slice(error.pos[0]))?.[0] ?? "";
  const own = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
  const message = words[error.code]?.(at) ?? own;
  return {
    path: "",
    line: Math.max(line, 1),
    column: Math.max(col, 1),
    message: document.errors.length > 0 ? message : own,
  };
}

/** A tab at the beginning of a line makes nonsense of all lines behind it; then the tabs are all that is told. */
function syntaxFaults(source: Source, text: string): ConfigurationFault[] {
  const all = [...source.document.errors, ...source.document.warnings];
  const tabs = all.filter(({ code }) => code === "TAB_AS_INDENT");
  return (tabs.length > 0 ? tabs : all).map((error) => wordOf(source, text, error));
}

function inOrder(faults: readonly ConfigurationFault[]): ConfigurationFault[] {
  return [...faults].sort((one, other) => one.line - other.line || one.column - other.column);
}

function refuse(faults: readonly ConfigurationFault[], file: string): never {
  const ordered = inOrder(faults);
  const lines = ordered.map(
    ({ line, column, path, message }) => `  ${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${message}`,
  );
  const count = ordered.length === 1 ? "1 fault" : `${ordered.length} faults`;
  throw new SetupError("configuration.invalid", `${file} has ${count}:\n${lines.join("\n")}`, {
    fix: "Correct each line named; nothing was read from or written to any directory.",
    details: { file, faults: ordered },
  });
}

/** A document that is torn (not merely one with a key twice) has no shape to be judged. */
function isTorn(source: Source): boolean {
  return source.document.errors.some((error) => error.code !== "DUPLICATE_KEY");
}

const manyAliases = "its aliases (*name) stand for more than a configuration can hold";
const empty = "is empty; it needs version, cloud, home and resources, which tegata init asks for and writes";

function valueOf({ document }: Source): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    // https://eemeli.org/yaml/#tojs: an alias of nothing, or more aliases than allowed.
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

/**
 * One tegata.yaml, read strictly: an unknown key, a missing key and a malformed id are faults. Every GUID comes back
 * in lower case. Pure: no network, no file.
 *
 * @param options.file the name that faults are reported under; `tegata.yaml` when left out.
 * @throws SetupError `configuration.invalid` that lists **every** fault with its line and column, also as data in
 *   `details.faults`.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { parseConfiguration } from "@tegata/setup";
 *
 * const file = "tegata.yaml";
 * const configuration = parseConfiguration(await readFile(file, "utf8"), { file });
 * console.log(configuration.home.application.name);
 * ```
 */
export function parseConfiguration(text: string, options: { readonly file?: string } = {}): Configuration {
  const file = options.file ?? "tegata.yaml";
  const lines = new LineCounter();
  const source: Source = { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
  if (isTorn(source)) return refuse(syntaxFaults(source, text), file);
  const value = valueOf(source);
  if (value instanceof Error) return refuse([faultAt(source, [], manyAliases)], file);
  if (value === null || value === undefined) return refuse([faultAt(source, [], empty)], file);
  const result = configurationSchema.safeParse(value);
  const faults = [
    ...syntaxFaults(source, text),
    ...(result.error?.issues ?? []).flatMap((issue) => faultsOfIssue(source, issue)),
    ...crossFaults(value).map((fault) => faultAt(source, fault.path, fault.message)),
  ];
  if (faults.length > 0 || !result.success) return refuse(faults, file);
  return result.data;
}
