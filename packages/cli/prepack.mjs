// What the command must make before it is packed: the sample apps of `tegata demo` as one file each, with the licences
// of what is in them. In a clone the demo runs the samples' sources instead.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const samples = ["app-service-blob", "functions-foundry-agent"];

/** CommonJS dependencies in an ES module bundle still want `require` for Node's own modules. */
const banner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

function licencesOf(root, inputs) {
  const folders = new Set(
    inputs.map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
  );
  return [...folders]
    .toSorted((one, other) => one.localeCompare(other))
    .map((folder) => {
      const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e(\.|$)/i.test(file));
      const text =
        name && existsSync(join(root, folder, name))
          ? readFileSync(join(root, folder, name), "utf8").trim()
          : "(see its package)";
      return `${folder.split("node_modules/").at(-1)}\n\n${text}\n`;
    });
}

export async function prepare({ root, folder }) {
  const out = join(folder, "sample");
  rmSync(out, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(samples.map((name) => [name, join(root, "samples", name, "server.ts")])),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    // The Functions host gives its workers this module; the sample's stand-in for the host has its own.
    alias: {
      "@azure/functions-core": join(root, "samples/functions-foundry-agent/host/functions-core.ts"),
    },
    bundle: true,
    minifyWhitespace: true,
    platform: "node",
    target: "node22",
    format: "esm",
    conditions: ["@tegata/source"],
    banner: { js: banner },
    metafile: true,
    logLevel: "error",
  });
  writeFileSync(join(out, "THIRD-PARTY-LICENSES"), licencesOf(root, Object.keys(metafile.inputs)).join("\n---\n\n"));
}
