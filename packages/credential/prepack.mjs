// Makes the compiled package stand alone before it is packed: one file of code, in which the parts of `@tegata/core` that
// are used are included, and the declarations that can be reached from the entry. Finding and reading a hundred files is
// most of what an import costs (60 ms against 7), and one file without a dependency is what a reviewer can read.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { build } from "esbuild";

const notice = `// Made of the sources in packages/credential/src and packages/core/src, unminified; the comment above each part
// names its file. Copyright the authors of Tegata, Apache-2.0.`;

async function bundle(dist) {
  const whole = `${dist}.index.js`;
  await build({
    entryPoints: [join(dist, "index.js")],
    outfile: whole,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    banner: { js: notice },
    logLevel: "warning",
  });
  return whole;
}

/** Which file of core declares a name: its entry lists them. */
function declaringFiles(core) {
  const files = new Map();
  const text = readFileSync(join(core, "index.d.ts"), "utf8");
  for (const [, names, from] of text.matchAll(/export (?:type )?\{([^}]+)\} from "\.\/([^"]+)"/g)) {
    for (const name of names.split(",")) files.set(name.replace(/\btype\b/, "").trim(), from);
  }
  return files;
}

const declarationOf = (path) => path.replace(/\.(?:js|ts)$/, ".d.ts");

/** Imports from `@tegata/core`, turned into imports of its files as they lie below `core/`. */
function withoutCore(text, { file, files }) {
  const up = posix.relative(posix.dirname(file), "core");
  return text.replace(/^import (type )?\{([^}]+)\} from "@tegata\/core";$/gm, (_, isType, names) =>
    names
      .split(",")
      .map((name) => name.replace(/\btype\b/, "").trim())
      .filter((name) => name !== "")
      .map((name) => {
        if (!files.has(name)) throw new Error(`@tegata/core exports no ${name}`);
        return `import ${isType ?? ""}{ ${name} } from "${up.startsWith(".") ? up : `./${up}`}/${files.get(name)}";`;
      })
      .join("\n"),
  );
}

/** Every declaration that the entry leads to, by its path in the package. */
function reachableDeclarations(dist, core) {
  const files = declaringFiles(core);
  const found = new Map();
  const pending = ["index.d.ts"];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue;
    const path = file.startsWith("core/") ? join(core, file.slice("core/".length)) : join(dist, file);
    const text = withoutCore(readFileSync(path, "utf8"), { file, files }).replace(/^\/\/# sourceMappingURL.*\n?/m, "");
    found.set(file, text);
    for (const [, to] of text.matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      pending.push(declarationOf(posix.join(posix.dirname(file), to)));
    }
  }
  return found;
}

export async function prepare({ root, folder }) {
  const dist = join(folder, "dist");
  const whole = await bundle(dist);
  const declarations = reachableDeclarations(dist, join(root, "packages/core/dist"));
  for (const name of readdirSync(dist)) rmSync(join(dist, name), { recursive: true });
  renameSync(whole, join(dist, "index.js"));
  for (const [file, text] of declarations) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), text);
  }
}
