import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startEmulator } from "../src/index.ts";

it("has written everything when close is over, the keys that were still being made too, so that its folder may go", async () => {
  const notices: string[] = [];
  const stateFolder = await mkdtemp(join(tmpdir(), "tegata-close-"));
  try {
    const running = await startEmulator({ stateFolder, ports: "free", onNotice: (line) => notices.push(line) });
    await running.close();
    const state = JSON.parse(await readFile(join(stateFolder, "state.json"), "utf8")) as {
      readonly directories: readonly { readonly signingKeys: readonly unknown[] }[];
    };
    expect(state.directories.map(({ signingKeys }) => signingKeys.length)).toEqual([2, 2]);
  } finally {
    await rm(stateFolder, { recursive: true });
  }
  expect(notices).toEqual([]);
});
