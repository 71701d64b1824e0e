import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { strip } from "../prepack.mjs";
import { restore } from "../postpack.mjs";

const repository = join(import.meta.dirname, "../..");
const manifest = `${JSON.stringify(
  {
    name: "@tegata/one",
    version: "0.1.0",
    type: "module",
    files: ["dist", "LICENSE"],
    exports: {
      ".": { "@tegata/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
      "./package.json": "./package.json",
    },
    scripts: { prepack: "node ../../tools/prepack.mjs", postpack: "node ../../tools/postpack.mjs" },
    dependencies: { zod: "4.6.7" },
    devDependencies: { "@tegata/emulator": "0.1.0" },
  },
  null,
  2,
)}\n`;

const published = {
  name: "@tegata/one",
  version: "0.1.0",
  type: "module",
  files: ["dist", "LICENSE"],
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  dependencies: { zod: "4.6.7" },
};

/** A workspace of one package, with this repository's tools, in a temporary folder; gone when the test ends. */
function workspace(): { root: string; folder: string } {
  const root = mkdtempSync(join(tmpdir(), "tegata-prepack-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "packages/one");
  mkdirSync(join(folder, "src"), { recursive: true });
  mkdirSync(join(root, "tools"));
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  for (const name of ["prepack.mjs", "postpack.mjs", "bin.mjs"]) {
    copyFileSync(join(repository, "tools", name), join(root, "tools", name));
  }
  for (const name of ["LICENSE", "tsconfig.base.json"]) copyFileSync(join(repository, name), join(root, name));
  copyFileSync(join(repository, "packages/core/tsconfig.json"), join(folder, "tsconfig.json"));
  writeFileSync(join(folder, "package.json"), manifest);
  writeFileSync(join(folder, "src/index.ts"), "export const one = 1;\n");
  return { root, folder };
}

const manifestIn = (folder: string): string => readFileSync(join(folder, "package.json"), "utf8");

test("strip writes what people install, restore gives back every byte", () => {
  const { root, folder } = workspace();
  strip(root, folder);
  expect(JSON.parse(manifestIn(folder))).toStrictEqual(published);
  expect(readFileSync(join(folder, "LICENSE"), "utf8")).toContain("Apache License");
  restore(folder);
  expect(manifestIn(folder)).toBe(manifest);
  expect(existsSync(join(folder, "LICENSE"))).toBe(false);
  expect(existsSync(join(folder, ".package.json.orig"))).toBe(false);
});

test("restore without anything saved leaves the manifest alone", () => {
  const { folder } = workspace();
  restore(folder);
  expect(manifestIn(folder)).toBe(manifest);
});

test("a second prepack after a crash starts from the saved original, removes stale output and runs the package's own step", () => {
  const { root, folder } = workspace();
  strip(root, folder);
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist/removed.js"), "");
  writeFileSync(
    join(folder, "prepack.mjs"),
    `import { writeFileSync } from "node:fs";\nexport async function prepare({ folder }) {\n  writeFileSync(folder + "/made", "");\n}\n`,
  );
  const prepack = spawnSync(process.execPath, [join(root, "tools/prepack.mjs")], { cwd: folder, encoding: "utf8" });
  expect(prepack).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(manifestIn(folder))).toStrictEqual(published);
  expect(existsSync(join(folder, "dist/removed.js"))).toBe(false);
  expect(existsSync(join(folder, "dist/index.d.ts"))).toBe(true);
  expect(existsSync(join(folder, "made"))).toBe(true);
  const postpack = spawnSync(process.execPath, [join(root, "tools/postpack.mjs")], { cwd: folder, encoding: "utf8" });
  expect(postpack).toMatchObject({ status: 0, stderr: "" });
  expect(manifestIn(folder)).toBe(manifest);
});

test("a source that does not compile stops the packing and leaves the manifest as it was", () => {
  const { root, folder } = workspace();
  writeFileSync(join(folder, "src/index.ts"), `export const one: number = "1";\n`);
  const prepack = spawnSync(process.execPath, [join(root, "tools/prepack.mjs")], { cwd: folder, encoding: "utf8" });
  expect(prepack.status).not.toBe(0);
  expect(manifestIn(folder)).toBe(manifest);
});
