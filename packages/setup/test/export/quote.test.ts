import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arm, bash, bicep, hcl, jmespath, oneLine, powershell } from "../../src/export/quote.ts";
import { readHcl } from "./hcl.ts";

/** Any text, with what each language finds special in it more often than chance would have it. */
const special = fc.constantFrom(
  "'",
  '"',
  "\\",
  "$",
  "{",
  "}",
  "%",
  "`",
  "\n",
  "\r",
  "\t",
  "\u0000",
  "\u2019",
  "\u2028",
  "[",
  "]",
  "$(",
  "${",
  "%{",
  "''",
  "#",
  "//",
  "\u{1F6C2}",
  "é",
);
const anyText = fc
  .array(fc.oneof(special, fc.string({ unit: "grapheme" })), { maxLength: 8 })
  .map((parts) => parts.join(""));

describe("quoting", () => {
  test("bash gets back exactly what was quoted", () => {
    // An argument of a program cannot hold NUL.
    const texts = fc.sample(anyText, 400).map((value) => value.replaceAll("\u0000", ""));
    const script = texts.map((value) => `printf '%s\\0' ${bash(value)}`).join("\n");
    const out = execFileSync("bash", ["-c", script], { encoding: "utf8" });
    expect(out.split("\0").slice(0, -1)).toEqual(texts);
  });

  test("HCL gets back exactly what was quoted", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(readHcl(`x {\n  y = ${hcl(value)}\n}\n`)[0]?.attributes["y"]).toBe(value);
      }),
    );
  });

  test("Bicep, PowerShell and JMESPath strings end where they should, and hold what was quoted", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(bicep(value)).toMatch(/^'(?:[^'\\$\n\r]|\\(?:[nrt'\\$]|u\{[0-9a-f]+\})|\$(?!\{))*'$/u);
        const shell = powershell(value);
        expect(shell).toMatch(/^'(?:[^'\u2018\u2019\u201A\u201B]|(?:['\u2018\u2019\u201A\u201B]){2})*'$/u);
        expect(shell.slice(1, -1).replaceAll(/(['\u2018\u2019\u201A\u201B])\1/g, "$1")).toBe(value);
        const query = jmespath(value);
        expect(query).toMatch(/^'(?:[^'\\]|\\.)*'$/su);
        expect(query.slice(1, -1).replaceAll(/\\(['\\])/g, "$1")).toBe(value);
      }),
    );
  });

  test("ARM takes no text for an expression, and a comment stays on its line", () => {
    expect(arm("[guid('x')]")).toBe("[[guid('x')]");
    expect(arm("plain")).toBe("plain");
    fc.assert(
      fc.property(anyText, (value) => {
        expect(oneLine(value)).not.toMatch(/[\n\r\u2028\u2029]/);
      }),
    );
  });
});
