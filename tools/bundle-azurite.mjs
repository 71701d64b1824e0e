// Bundles Azurite's blob part into one file that the emulator ships and loads at the first blob call. Published, Azurite
// weighs hundreds of megabytes and needs a dependency override that would not travel to users; telemetry and SQL are
// left out. Runs on Node 20.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const leftOut = /^(applicationinsights|sequelize|tedious|mysql2)$/;
/** An HTTP client that the serializer of requests brings along and nobody here uses; it costs a sixth of the loading. */
const unusedClient = /^(node-fetch|tunnel|form-data)$/;

function stubs() {
  return {
    name: "leave-out",
    setup(build) {
      for (const filter of [leftOut, unusedClient])
        build.onResolve({ filter }, ({ path }) => ({ path, namespace: "left-out" }));
      // Azurite only names these where SQL or telemetry are switched on, which the engine's entry never does.
      build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
        contents:
          "module.exports = new Proxy(function () {}, { get: (_, name) => (name === '__esModule' ? false : class {}) });",
      }));
    },
  };
}

function replaceAuthenticator(root) {
  const path = join(root, "packages/emulator/azurite/token-authenticator.cjs");
  return {
    name: "replace-authenticator",
    setup(build) {
      build.onResolve({ filter: /authentication\/BlobTokenAuthenticator$/ }, () => ({ path }));
    },
  };
}

/** Azurite asks other hosts by axios only, and the engine gives it a function of its own for that. */
function replaceAxios(root) {
  const path = join(root, "packages/emulator/azurite/axios.cjs");
  return {
    name: "replace-axios",
    setup(build) {
      build.onResolve({ filter: /^axios$/ }, () => ({ path }));
    },
  };
}

/** What the bundle is made from, as one hash: our own files and the installed version of Azurite. */
function fingerprint(root) {
  const hash = createHash("sha256");
  const sources = join(root, "packages/emulator/azurite");
  const files = readdirSync(sources).map((name) => join(sources, name));
  const made = [fileURLToPath(import.meta.url), join(root, "node_modules/azurite/package.json")];
  for (const file of [...files, ...made]) hash.update(readFileSync(file));
  return hash.digest("hex");
}

/** Bundles, unless the bundle that is there was made from the same files. */
export async function bundleAzuriteIfStale(root) {
  const stamp = join(root, "packages/emulator/vendor/made-from");
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await bundleAzurite(root);
  writeFileSync(stamp, wanted);
}

/** Writes packages/emulator/vendor/azurite-blob.cjs and the licence of what is in it. */
export async function bundleAzurite(root) {
  const { build } = await import("esbuild");
  const folder = join(root, "packages/emulator/vendor");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "azurite-blob.cjs");
  const unfinished = `${file}.${process.pid}`;
  await build({
    entryPoints: [join(root, "packages/emulator/azurite/engine.cjs")],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "eof",
    logLevel: "error",
    // Node's own punycode is deprecated and says so on standard error.
    alias: { punycode: join(root, "node_modules/punycode/punycode.js") },
    plugins: [stubs(), replaceAuthenticator(root), replaceAxios(root)],
  });
  copyFileSync(join(root, "node_modules/azurite/LICENSE"), join(folder, "AZURITE-LICENSE"));
  renameSync(unfinished, file);
}
