import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { nodeOptions, nodeVersions } from "../../src/exec/node-options.ts";

const flag = "--disable-warning=UNDICI-EHPA";

test.each([
  ["v22.23.2", flag],
  ["v21.3.0", flag],
  ["v20.11.0", flag],
  ["v24.1.0", flag],
  ["v21.2.0", undefined],
  ["v20.10.0", undefined],
  ["v18.20.4", undefined],
  ["", undefined],
  ["Welcome to a shim", undefined],
])("Node %s is given: %s", (version, expected) => {
  expect(nodeOptions(undefined, [version])).toBe(expected);
});

test("options that are there stay, and the flag is given once, and only if every Node knows it", () => {
  expect(nodeOptions("--enable-source-maps", ["v22.23.2"])).toBe(`--enable-source-maps ${flag}`);
  expect(nodeOptions(`${flag} --inspect`, ["v22.23.2"])).toBe(`${flag} --inspect`);
  expect(nodeOptions("--inspect", ["v22.23.2", "v18.20.4"])).toBe("--inspect");
  expect(nodeOptions("--inspect", [])).toBe("--inspect");
});

test("a program's Nodes are itself and the first of the path; without any there is none", async () => {
  const workingFolder = await mkdtemp(join(tmpdir(), "tegata-no-node-"));
  const empty = { variables: { PATH: workingFolder }, workingFolder };
  const own = { variables: { PATH: dirname(process.execPath) }, workingFolder };
  try {
    expect(await nodeVersions("python", empty)).toEqual([]);
    expect(await nodeVersions(process.execPath, empty)).toEqual([process.version]);
    expect(await nodeVersions("npm", own)).toEqual([process.version]);
    expect(await nodeVersions("./node18", empty)).toEqual([]);
  } finally {
    await rm(workingFolder, { recursive: true });
  }
});
