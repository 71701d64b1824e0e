import { LineCounter, parseDocument } from "yaml";
import { SetupError } from "../errors.ts";
import type { Configuration } from "./configuration.ts";
import { crossFaults } from "./cross-checks.ts";
import type { ConfigurationFault, Source } from "./faults.ts";
import { faultAt, faultsOfIssue } from "./faults.ts";
import { configurationSchema } from "./schema.ts";

function syntaxFaults({ document, lines }: Source): ConfigurationFault[] {
  return [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const message = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    return { path: "", line, column: col, message };
  });
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
  if (isTorn(source)) return refuse(syntaxFaults(source), file);
  const value: unknown = source.document.toJS({ maxAliasCount: 100 });
  const result = configurationSchema.safeParse(value);
  const faults = [
    ...syntaxFaults(source),
    ...(result.error?.issues ?? []).flatMap((issue) => faultsOfIssue(source, issue)),
    ...crossFaults(value).map((fault) => faultAt(source, fault.path, fault.message)),
  ];
  if (faults.length > 0 || !result.success) return refuse(faults, file);
  return result.data;
}
