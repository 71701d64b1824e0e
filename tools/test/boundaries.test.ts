import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findBoundaryFaults, importsOf, printGraph } from "../boundaries.mjs";

const published = JSON.stringify({ exports: { ".": "./dist/index.js", "./testing": "./dist/testing.js" } });

/** A repository in a temporary folder with these files; gone when the test ends. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "tegata-boundaries-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const manifests = Object.fromEntries(
    ["core", "credential", "setup", "emulator", "cli"].map((name) => [`packages/${name}/package.json`, published]),
  );
  for (const [path, text] of Object.entries({ ...manifests, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("findBoundaryFaults", () => {
  test.each([
    ["packages/core/src/a.ts", `import { x } from "@tegata/setup";`, `imports @tegata/setup: core may import nothing`],
    ["packages/core/src/a.ts", `import { readFile } from "node:fs";`, "imports node:fs: core imports nothing"],
    ["packages/core/src/a.ts", `import * as z from "zod";`, "imports zod: core imports nothing"],
    [
      "packages/credential/src/a.ts",
      `import type { x } from "@tegata/emulator";`,
      "imports @tegata/emulator: credential may import core",
    ],
    [
      "packages/credential/src/a.ts",
      `import { x } from "@azure/core-auth";`,
      "imports @azure/core-auth: credential depends on core alone",
    ],
    [
      "packages/setup/src/a.ts",
      `import { x } from "@tegata/credential";`,
      "imports @tegata/credential: setup may import core",
    ],
    ["packages/emulator/src/a.ts", `export { x } from "tegata";`, "imports tegata: emulator may import core"],
    ["packages/emulator/src/a.ts", `export * from "@tegata/setup";`, "imports @tegata/setup: emulator may import core"],
    [
      "packages/setup/src/a.ts",
      `import { x } from "../../core/src/index.ts";`,
      "imports ../../core/src/index.ts, which is outside of its src",
    ],
    [
      "packages/cli/src/a.ts",
      `import { x } from "@tegata/emulator";`,
      "imports @tegata/emulator other than through import()",
    ],
    [
      "packages/cli/src/a.ts",
      `import {\n  x,\n} from "@tegata/emulator/testing";`,
      "imports @tegata/emulator/testing other than through import()",
    ],
    [
      "samples/one/a.ts",
      `import { x } from "../../packages/core/src/index.ts";`,
      "imports ../../packages/core/src/index.ts, which is outside of samples/one/",
    ],
    ["samples/one/a.ts", `import { x } from "../two/b.ts";`, "imports ../two/b.ts, which is outside of samples/one/"],
    [
      "conformance/a.ts",
      `await import("@tegata/core/src/index.ts");`,
      "imports @tegata/core/src/index.ts, which is not published",
    ],
    [
      "conformance/a.ts",
      `import { aadstsCatalogue } from "@tegata/core";`,
      "imports aadstsCatalogue: expected bodies are literals",
    ],
    [
      "packages/emulator/test/a.test.ts",
      `import { clouds, renderAadsts } from "@tegata/core";`,
      "imports renderAadsts: expected bodies are literals",
    ],
  ])("in %s, %j is forbidden", (file, text, fault) => {
    expect(findBoundaryFaults(repository({ [file]: text }))).toEqual([`${file} ${fault}`]);
  });

  test("the allowed arrows are allowed", () => {
    const root = repository({
      "packages/core/src/index.ts": `import { a } from "./a/b.ts";\n`,
      "packages/core/src/a/b.ts": `/**\n * import { x } from "@tegata/setup";\n */\nexport const a = 1;\n`,
      "packages/credential/src/index.ts": `import { a } from "@tegata/core";\nimport { createHash } from "node:crypto";\n`,
      "packages/emulator/src/index.ts": `import { Hono } from "hono";\nimport { a } from "@tegata/core";\n`,
      "packages/cli/src/emulator.ts": `import type { E } from "@tegata/emulator";\nconst e = await import("@tegata/emulator");\n`,
      "packages/cli/src/index.ts": `import { plan } from "@tegata/setup";\nimport manifest from "../package.json" with { type: "json" };\n`,
      "packages/emulator/test/a.test.ts": `import { clouds } from "@tegata/core";\n`,
      "packages/core/test/a.test.ts": `import { aadstsCatalogue } from "@tegata/core";\n`,
      "conformance/a.ts": `import { startEmulator } from "@tegata/emulator/testing";\n`,
    });
    expect(findBoundaryFaults(root)).toEqual([]);
  });

  test("the command line may load the emulator in one file only, and name its types anywhere", () => {
    const lazy = `const e = await import("@tegata/emulator");\n`;
    const root = repository({
      "packages/cli/src/a.ts": lazy,
      "packages/cli/src/b.ts": lazy,
      "packages/cli/src/c.ts": `import type { E } from "@tegata/emulator";\n`,
    });
    expect(findBoundaryFaults(root)).toEqual([
      "cli loads emulator in 2 files, one is allowed: packages/cli/src/a.ts, packages/cli/src/b.ts",
    ]);
  });

  test("a cycle is told with its files", () => {
    const root = repository({
      "packages/setup/src/plan/a.ts": `import type { B } from "../apply/b.ts";\n`,
      "packages/setup/src/apply/b.ts": `import { c } from "./c.ts";\n`,
      "packages/setup/src/apply/c.ts": `export { a } from "../plan/a.ts";\n`,
    });
    const [fault = "", ...others] = findBoundaryFaults(root);
    expect(others).toEqual([]);
    expect(fault).toMatch(/^cycle: /);
    for (const name of ["plan/a.ts", "apply/b.ts", "apply/c.ts"]) expect(fault).toContain(`packages/setup/src/${name}`);
  });
});

test("printGraph shows packages first, then the folders inside them", () => {
  const root = repository({
    "packages/setup/src/plan/a.ts": `import { b } from "../apply/b.ts";\nimport { x } from "@tegata/core";\n`,
    "packages/setup/src/apply/b.ts": `export const b = 1;\n`,
    "packages/cli/src/a.ts": `const e = await import("@tegata/emulator");\n`,
  });
  expect(printGraph(root)).toBe("setup → core\ncli → emulator (lazily)\n\nsetup/plan → setup/apply\n");
});

test("importsOf passes over what only looks like an import", () => {
  const text = `// import "a";\nconst s = 'import "b"';\n * import { c } from "c";\n  // await import("d");\nimport "e";\n`;
  expect(importsOf(text)).toEqual([{ to: "e", how: "static", names: "" }]);
});
