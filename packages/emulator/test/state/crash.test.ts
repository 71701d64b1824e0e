import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { crash } from "./crash/rounds.ts";

it("loses nothing that was acknowledged, of Graph, Resource Manager, keys and blobs, when it is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tegata-crash-"));
  try {
    const report = await crash(join(folder, "state"), 8);
    expect(report.lost).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.compared).toBeGreaterThan(50);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
