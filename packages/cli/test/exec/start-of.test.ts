import { describe, expect, test } from "vitest";
import { findProgram } from "../../src/exec/find-program.ts";
import { startOf } from "../../src/exec/start-of.ts";

const there = new Set([
  "C:\\nodejs\\node.exe",
  "C:\\nodejs\\npm",
  "C:\\nodejs\\npm.cmd",
  "D:\\shop\\node_modules\\.bin\\tegata.cmd",
  "D:\\shop\\run.bat",
]);
const windows = {
  platform: "win32",
  workingFolder: "D:\\shop",
  variables: { Path: "C:\\nodejs;;D:\\shop\\node_modules\\.bin", ComSpec: "C:\\Windows\\cmd.exe" },
  exists: (file: string): boolean => there.has(file),
};

describe("on Windows", () => {
  test.each([
    ["node", "C:\\nodejs\\node.exe"],
    ["node.exe", "C:\\nodejs\\node.exe"],
    ["npm", "C:\\nodejs\\npm.cmd"],
    ["tegata", "D:\\shop\\node_modules\\.bin\\tegata.cmd"],
    [".\\run", "D:\\shop\\run.bat"],
    ["./run.bat", "D:\\shop\\run.bat"],
    ["run", undefined],
  ])("%s is %s", (name, file) => {
    expect(findProgram(name, windows)).toBe(file);
  });

  test("a program is started as it is, with its parameters as they are", () => {
    const start = { file: "C:\\nodejs\\node.exe", parameters: ["a b.js", '"&'], isVerbatim: false };
    expect(startOf(["node", "a b.js", '"&'], windows)).toEqual(start);
    expect(startOf(["nothing", "x"], windows)).toEqual({ file: "nothing", parameters: ["x"], isVerbatim: false });
  });

  test("a batch file goes through the command processor, for which no character of a parameter means anything", () => {
    const line = 'C:\\nodejs\\npm.cmd ^"run^" ^"a^ ^&^ calc^" ^"say^ \\^"%PATH%\\^"^" ^"C:\\x\\\\^"'.replaceAll(
      "%",
      "^%",
    );
    expect(startOf(["npm", "run", "a & calc", 'say "%PATH%"', "C:\\x\\"], windows)).toEqual({
      file: "C:\\Windows\\cmd.exe",
      parameters: ["/d", "/s", "/c", `"${line}"`],
      isVerbatim: true,
    });
  });

  test("a command of node_modules reads its parameters twice", () => {
    const { parameters } = startOf(["tegata", "a&b"], windows);
    expect(parameters[3]).toBe('"D:\\shop\\node_modules\\.bin\\tegata.cmd ^^^"a^^^&b^^^""');
  });
});

test("elsewhere the system finds the program", () => {
  const place = { platform: "linux", workingFolder: "/", variables: { PATH: "/usr/bin:/bin" } };
  const start = { file: "npm", parameters: ["run", "a b"], isVerbatim: false };
  expect(startOf(["npm", "run", "a b"], place)).toEqual(start);
  expect(findProgram("node", { ...place, exists: (file) => file === "/bin/node" })).toBe("/bin/node");
});
