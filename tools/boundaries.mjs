// Reads the imports of every source file and holds them against the arrows of ARCHITECTURE.md: core imports nothing;
// credential, setup and emulator import core and never each other; cli imports them all, the emulator only lazily and
// in one place; conformance, bench and samples see published names only. `--print` prints the graph.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findCycles } from "./cycles.mjs";

/**
 * Package folder, published name, and which of the others it may import. `lazily`: its types freely, as
 * they are erased, and its code through import() in one file.
 */
const packages = {
  core: { name: "@tegata/core", may: [], lazily: [] },
  credential: { name: "@tegata/credential", may: ["core"], lazily: [] },
  setup: { name: "@tegata/setup", may: ["core"], lazily: [] },
  emulator: { name: "@tegata/emulator", may: ["core"], lazily: [] },
  cli: { name: "tegata", may: ["core", "credential", "setup"], lazily: ["emulator"] },
};

/** Names by which a test could read its expectations off the code under test. Expected bodies are literals. */
const answerKey = ["aadstsCatalogue", "aadstsRow", "renderAadsts"];

const posix = (path) => path.split(sep).join("/");

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "dist", "vendor"].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(?:ts|mts|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

const statement = /^(?:import|export)\s+(type\s)?(?:([^"';]*?)\s*from\s*)?["']([^"']+)["']/gm;
const call = /^(?!\s*(?:\*|\/\/)).*?\bimport\(\s*["']([^"']+)["']/gm;

/** The imports of a source text. Statements begin a line, as the formatter puts them; comments are passed over. */
export function importsOf(text) {
  const fixed = [...text.matchAll(statement)].map((match) => ({
    to: match[3],
    how: match[1] ? "type" : "static",
    names: match[2] ?? "",
  }));
  const lazy = [...text.matchAll(call)].map((match) => ({ to: match[1], how: "lazy", names: "" }));
  return [...fixed, ...lazy];
}

function readFiles(root) {
  const folders = Object.keys(packages).map((name) => join(root, "packages", name));
  const all = [...folders, join(root, "conformance"), join(root, "bench"), join(root, "samples")].flatMap(filesBelow);
  return all.map((path) => {
    const file = posix(relative(root, path));
    const imports = importsOf(readFileSync(path, "utf8")).map((found) => ({
      ...found,
      target: targetOf(file, found.to),
    }));
    return { file, imports };
  });
}

/** A package folder (`core`), a file of the repository (`packages/core/src/a.ts`), `node:` or an outside package. */
function targetOf(file, to) {
  if (to.startsWith(".")) return { kind: "file", file: posix(join(dirname(file), to)) };
  if (to.startsWith("node:")) return { kind: "node" };
  const found = Object.entries(packages).find(([, { name }]) => to === name || to.startsWith(`${name}/`));
  return found
    ? { kind: "package", package: found[0], subpath: `.${to.slice(found[1].name.length)}` }
    : { kind: "outside" };
}

function isPublished(root, { package: name, subpath }) {
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return Object.hasOwn(exports, subpath);
}

function faultOfSource(own, { to, how, target }) {
  const { may, lazily } = packages[own];
  if (target.kind === "file") {
    const inside = target.file.startsWith(`packages/${own}/src/`) || target.file === `packages/${own}/package.json`;
    return inside ? undefined : `imports ${to}, which is outside of its src`;
  }
  if (target.kind === "package") {
    const { package: other } = target;
    if (other === own || may.includes(other)) return undefined;
    if (lazily.includes(other)) return how === "static" ? `imports ${to} other than through import()` : undefined;
    return `imports ${to}: ${own} may import ${[...may, ...lazily].join(", ") || "nothing"}`;
  }
  if (own === "core") return `imports ${to}: core imports nothing`;
  if (own === "credential" && target.kind === "outside") return `imports ${to}: credential depends on core alone`;
  return undefined;
}

function faultOfReader(root, file, { to, target }) {
  const [top, second] = file.split("/");
  const home = top === "samples" ? `${top}/${second}/` : `${top}/`;
  // Conformance and benchmarks install the tarballs that tools/pack.mjs makes.
  if (target.file === "tools/pack.mjs" && (top === "conformance" || top === "bench")) return undefined;
  if (target.kind === "file" && !target.file.startsWith(home)) return `imports ${to}, which is outside of ${home}`;
  if (target.kind === "package" && !isPublished(root, target)) return `imports ${to}, which is not published`;
  return undefined;
}

function faultOfTest(file, { to, names, target }) {
  if (!/^(?:packages\/emulator\/test|conformance)\//.test(file)) return undefined;
  const isCore = (target.kind === "package" && target.package === "core") || /\/core\/src\//.test(to);
  const read = isCore ? answerKey.filter((name) => new RegExp(`\\b${name}\\b`).test(names)) : [];
  return read.length > 0 ? `imports ${read.join(", ")}: expected bodies are literals` : undefined;
}

function faultsOfFile(root, { file, imports }) {
  const own = /^packages\/([^/]+)\/src\//.exec(file)?.[1];
  const isReader = /^(?:conformance|bench|samples)\//.test(file);
  return imports
    .flatMap((found) => [
      own ? faultOfSource(own, found) : undefined,
      isReader ? faultOfReader(root, file, found) : undefined,
      faultOfTest(file, found),
    ])
    .filter((fault) => fault !== undefined)
    .map((fault) => `${file} ${fault}`);
}

function faultsOfLazyImports(files) {
  return Object.entries(packages).flatMap(([own, { lazily }]) =>
    lazily.flatMap((other) => {
      const users = files.filter(
        ({ file, imports }) =>
          file.startsWith(`packages/${own}/src/`) &&
          imports.some(({ how, target }) => how === "lazy" && target.package === other),
      );
      return users.length > 1
        ? [
            `${own} loads ${other} in ${users.length} files, one is allowed: ${users.map(({ file }) => file).join(", ")}`,
          ]
        : [];
    }),
  );
}

function fileGraph(files) {
  const known = new Set(files.map(({ file }) => file));
  return new Map(
    files.map(({ file, imports }) => [
      file,
      imports.flatMap(({ target }) => (target.kind === "file" && known.has(target.file) ? [target.file] : [])),
    ]),
  );
}

/** Every forbidden import and every cycle of the repository at `root`, as sentences; empty when all is well. */
export function findBoundaryFaults(root) {
  const files = readFiles(root);
  const cycles = findCycles(fileGraph(files)).map((cycle) => `cycle: ${[...cycle, cycle[0]].join(" → ")}`);
  return [...files.flatMap((file) => faultsOfFile(root, file)), ...faultsOfLazyImports(files), ...cycles];
}

function arrows(edges) {
  const from = Map.groupBy(edges, ([one]) => one);
  return [...from].map(
    ([one, list]) => `${one} → ${[...new Set(list.map(([, other]) => other))].toSorted().join(", ")}`,
  );
}

/** The graph as text: packages first, then the folders inside each. */
export function printGraph(root) {
  const sources = readFiles(root).filter(({ file }) => /^packages\/[^/]+\/src\//.test(file));
  const place = (file) =>
    file
      .replace(/^packages\/([^/]+)\/src\//, "$1/")
      .split("/")
      .slice(0, 2)
      .join("/");
  const edges = sources.flatMap(({ file, imports }) =>
    imports.map(({ target, how }) => {
      const from = file.split("/")[1];
      if (target.kind === "package") return [from, how === "lazy" ? `${target.package} (lazily)` : target.package];
      return target.kind === "file" ? [place(file), place(target.file)] : [from, from];
    }),
  );
  const real = edges.filter(
    ([one, other]) => one !== other && !/\.(?:ts|json)$/.test(one) && !/\.(?:ts|json)$/.test(other),
  );
  const between = arrows(real.filter(([one]) => !one.includes("/")));
  const inside = arrows(real.filter(([one]) => one.includes("/"))).toSorted();
  return `${[...between, "", ...inside].join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  if (process.argv.includes("--print")) process.stdout.write(printGraph(root));
  const faults = findBoundaryFaults(root);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(faults.length > 0 ? 1 : 0);
}
