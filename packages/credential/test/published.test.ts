// What people get: the compiled package, from ESM and CommonJS, and its declarations, which are compared with the
// committed report. `TEGATA_UPDATE_API=1` writes the report anew.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const root = join(folder, "../..");
const report = join(folder, "api-report.d.ts.txt");

/** The declarations of the entry and of every file that it takes names from, in the order of first mention. */
function declarations(out: string): string {
  const pending = ["index.d.ts"];
  const parts = new Map<string, string>();
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    if (parts.has(file)) continue;
    const text = readFileSync(join(out, file), "utf8").replace(/^\/\/# sourceMappingURL.*\n?/m, "");
    parts.set(file, text.replaceAll("\r\n", "\n").trim());
    if (file !== "index.d.ts") continue;
    for (const [, from = ""] of text.matchAll(/from "(\.[^"]+)"/g)) {
      pending.push(relative(out, join(out, dirname(file), from.replace(/\.(?:js|ts)$/, ".d.ts"))));
    }
  }
  return [...parts].map(([file, text]) => `// ${file}\n${text}\n`).join("\n");
}

describe("the published package", () => {
  it("declares what the committed report says", () => {
    const out = mkdtempSync(join(tmpdir(), "tegata-api-"));
    try {
      const given = [
        "-p",
        folder,
        "--emitDeclarationOnly",
        "--outDir",
        out,
        "--composite",
        "false",
        "--incremental",
        "false",
      ];
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      // Core's declarations are read from its build, which a fresh clone has not.
      execFileSync(process.execPath, [tsc, "-b", join(root, "packages/core")], { cwd: root });
      execFileSync(process.execPath, [tsc, ...given], { cwd: root });
      const now = declarations(out);
      if (process.env["TEGATA_UPDATE_API"]) writeFileSync(report, now);
      expect(now).toBe(readFileSync(report, "utf8"));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }, 60_000);

  it.each([
    ["CommonJS", "commonjs", `const { CrossTenantCredential } = require("@tegata/credential");`],
    ["ESM", "module", `import { CrossTenantCredential } from "@tegata/credential";`],
  ])(
    "loads from %s, and its import keeps no process alive",
    (_name, type, line) => {
      const code = `${line} console.log(typeof CrossTenantCredential);`;
      const given = ["-C", "@tegata/source", `--input-type=${type}`, "-e", code];
      expect(execFileSync(process.execPath, given, { cwd: folder, encoding: "utf8" })).toBe("function\n");
    },
    30_000,
  );
});
