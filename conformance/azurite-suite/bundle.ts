// Azurite's tests are TypeScript that imports Azurite itself. Each file is bundled into a folder of ours. On the way three
// things are replaced, and no test is touched otherwise: the factory of servers (the emulator runs already), `http://`
// before the server's address (the emulator speaks TLS only), and SQL and telemetry, which are left out.
import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

/**
 * The files that speak to a server over HTTP. The others test classes of Azurite, or start a server of their own; oauth
 * tests that a token need only look like one, which is what the gateway replaces.
 */
const testFiles = [
  "apis/appendblob",
  "apis/blob",
  "apis/blobbatch",
  "apis/blockblob",
  "apis/container",
  "apis/pageblob",
  "apis/service",
  "authentication",
  "blobCorsRequest",
  "blockblob.highlevel",
  "sas",
  "specialnaming",
];

interface Resolution {
  readonly path?: string;
  readonly namespace?: string;
  readonly errors?: readonly unknown[];
}

interface Loaded {
  readonly contents: string;
  readonly loader?: "ts";
}

interface Build {
  readonly onResolve: (
    options: { filter: RegExp },
    on: (found: {
      path: string;
      resolveDir: string;
      kind: string;
      pluginData?: unknown;
    }) => Promise<Resolution | undefined>,
  ) => void;
  readonly onLoad: (
    options: { filter: RegExp; namespace?: string },
    on: (found: { path: string }) => Loaded | Promise<Loaded>,
  ) => void;
  readonly resolve: (path: string, options: object) => Promise<Resolution & { errors: readonly unknown[] }>;
}

/** A server that runs already. */
const server = `
const config = { host: "127.0.0.1", port: Number(process.env.TEGATA_BLOB_PORT) };
const nothing = async () => {};
export default class { createServer() { return { config, start: nothing, close: nothing, clean: nothing }; } }
`;

const useTheEmulator = {
  name: "use-the-emulator",
  setup(build: Build): void {
    build.onResolve({ filter: /\/BlobTestServerFactory$/ }, async ({ path }) => ({ path, namespace: "server" }));
    build.onLoad({ filter: /.*/, namespace: "server" }, () => ({ contents: server }));
    build.onLoad({ filter: /(\.test|testutils)\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text
        .replaceAll("`http://${server.config.host}", "`https://${server.config.host}")
        .replace('const protocol = options.https ? "https" : "http";', 'const protocol = "https";');
      return { contents, loader: "ts" };
    });
  },
};

/** What is not installed is replaced by something that has everything and does nothing. */
const leaveOut = {
  name: "leave-out",
  setup(build: Build): void {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === "asked") return undefined;
      const found = await build.resolve(path, { resolveDir, kind, pluginData: "asked" });
      return found.errors.length === 0 ? found : { path, namespace: "left-out" };
    });
    build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
      // Through a prototype: an import of everything copies what is its own.
      contents:
        "module.exports = Object.create(new Proxy({}, { get: (_, name) => (name === '__esModule' ? false : class {}) }));",
    }));
  },
};

/** Bundles the tests and gives the files to run. */
export async function bundleTests(checkout: string, folder: string): Promise<readonly string[]> {
  await access(join(checkout, "tests", "BlobTestServerFactory.ts"));
  const esbuild = createRequire(join(folder, "package.json"))("esbuild") as {
    build: (options: object) => Promise<unknown>;
  };
  const made = testFiles.map((name) => join(folder, "tests", `${basename(name)}.test.cjs`));
  for (const [index, name] of testFiles.entries()) {
    await esbuild.build({
      entryPoints: [join(checkout, "tests", "blob", `${name}.test.ts`)],
      outfile: made[index],
      bundle: true,
      platform: "node",
      target: "node22",
      format: "cjs",
      logLevel: "error",
      nodePaths: [join(folder, "node_modules")],
      // Azurite's own settings for TypeScript.
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
      plugins: [useTheEmulator, leaveOut],
    });
  }
  return made;
}
