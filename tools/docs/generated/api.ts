// docs/reference/api-<package>.md: what each published entry exports, with the declaration's own comment.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { doNotEdit, type Page } from "../page.ts";

interface Exported {
  readonly name: string;
  /** The file that declares it, from the root of the repository. */
  readonly file: string;
}

interface Declaration {
  readonly kind: string;
  readonly comment: string;
  /** The source from the declaration on. */
  readonly declaration: string;
}

const root = join(import.meta.dirname, "../../..");
const packages = ["credential", "setup", "emulator", "core"];
const coreEntry = "packages/core/src/index.ts";

/** `export { a, type B } from "./file.ts"`, and what an entry declares itself. */
function exportsOf(entry: string): Exported[] {
  const text = readFileSync(join(root, entry), "utf8");
  const named = [...text.matchAll(/export (?:type )?\{([^}]*)\} from "([^"]+)"/gu)].flatMap(
    ([, names = "", from = ""]) =>
      names
        .split(",")
        .map((name) => name.trim().replace(/^type /u, ""))
        .filter((name) => name !== "")
        .map((name) => ({
          name: name.split(" as ").at(-1) ?? name,
          file: join(dirname(entry), from).replaceAll("\\", "/"),
        })),
  );
  const own = [...text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gmu)];
  return [...named, ...own.map(([, name = ""]) => ({ name, file: entry }))];
}

/** A name that a file exports and has from core. */
function importedFromCore(name: string, file: string): Exported {
  const found = file.startsWith("packages/core/") ? undefined : exportsOf(coreEntry).find((one) => one.name === name);
  if (!found) throw new Error(`${file} does not declare ${name}`);
  return found;
}

/** The comment right before the declaration of a name, and what kind of thing it is. */
function declarationOf({ name, file }: Exported): Declaration {
  const text = readFileSync(join(root, file), "utf8");
  const found = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*)?^export (?:declare )?(?:abstract )?(?:async )?(function\\*?|const|class|interface|type) ${name}\\b`,
    "mu",
  ).exec(text);
  if (!found) return declarationOf(importedFromCore(name, file));
  const comment = (found[1] ?? "").replaceAll(/^[ \t]*\* ?/gmu, "").trim();
  const declaration = text.slice(text.indexOf("export", found.index + (found[1]?.length ?? 0)));
  return { kind: found[2] ?? "", comment, declaration };
}

/** A doc comment as Markdown: tags become paragraphs. */
function markdownOf(comment: string): string {
  return comment
    .replaceAll(/\{@link (\w+)\}/gu, "`$1`")
    .replaceAll(/^@param (\S+) /gmu, "\n- `$1`: ")
    .replaceAll(/^@returns? /gmu, "\nReturns ")
    .replaceAll(/^@throws /gmu, "\nThrows ")
    .replaceAll(/^@see (\S+)/gmu, "\nSee <$1>.")
    .replaceAll(/^@example\s*/gmu, "\n")
    .replaceAll(/\n{3,}/gu, "\n\n")
    .trim();
}

/** Where a declaration without a body to hide ends: an interface with all its members, a type, a function's signature. */
const ends: Readonly<Record<string, RegExp>> = {
  interface: /^[\s\S]*?(?:\{\}|\n\})/u,
  type: /^[\s\S]*?;\n(?=\S|\n|$)/u,
  function: /^[\s\S]*?(?= \{\n)/u,
};

/** The declaration as it stands in the source; of a class or constant, which hide their inside, nothing. */
function shown(kind: string, declaration: string): string[] {
  const text = ends[kind]?.exec(declaration)?.[0].trim();
  return text === undefined ? [] : [`\`\`\`ts\n${text}\n\`\`\``];
}

function section(exported: Exported): string {
  const { kind, comment, declaration } = declarationOf(exported);
  const source = `[${kind}](../../${exported.file})`;
  const said = comment === "" ? [] : [markdownOf(comment)];
  return [`## ${exported.name}`, source, ...said, ...shown(kind, declaration)].join("\n\n");
}

function entriesOf(name: string): [specifier: string, file: string][] {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(manifest.exports)
    .filter((path) => !path.endsWith(".json"))
    .map((path): [string, string] => [
      path === "." ? manifest.name : `${manifest.name}${path.slice(1)}`,
      `packages/${name}/src/${path === "." ? "index" : path.slice(2)}.ts`,
    ])
    .filter(([, file]) => existsSync(join(root, file)));
}

/** A page for each entry of each package. */
export function apiPages(): Page[] {
  return packages.flatMap(entriesOf).map(([specifier, file]) => {
    const exported = exportsOf(file).toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const head = [`# ${specifier}`, doNotEdit(file), `What \`import { … } from "${specifier}"\` gives, by name.`];
    const path = `docs/reference/api-${specifier.replace("@tegata/", "").replaceAll("/", "-")}.md`;
    return { path, text: `${[...head, ...exported.map(section)].join("\n\n")}\n` };
  });
}
