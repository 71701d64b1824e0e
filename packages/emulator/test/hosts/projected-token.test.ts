import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ProjectedTokens } from "../../src/hosts/projected-token.ts";
import { addHost } from "../../src/state/seed.ts";
import { anEmulator } from "../emulator.ts";
import { decode } from "../wire.ts";
import { startSeconds } from "../world.ts";

describe("the projected token of a Kubernetes workload", () => {
  it("lives an hour and is written anew when four fifths of it are over", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tegata-projected-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const emulator = await anEmulator();
    const workload = { namespace: "shop", serviceAccount: "orders", clientId: null };
    addHost(
      emulator.context.truth,
      { name: "pod", directory: "contoso", kind: "kubernetes", workload },
      emulator.world,
    );
    const tokens = new ProjectedTokens(emulator.context);
    const file = join(folder, "pod", "azure-identity-token");
    const expiry = async (): Promise<unknown> => {
      await tokens.refresh(() => file);
      return decode(await readFile(file, "utf8")).claims["exp"];
    };
    expect(await expiry()).toBe(startSeconds + 3600);
    emulator.world.advance(2879);
    expect(await expiry()).toBe(startSeconds + 3600);
    emulator.world.advance(1);
    expect(await expiry()).toBe(startSeconds + 2880 + 3600);
    emulator.context.clock.shiftBy(-86_400_000);
    expect(await expiry()).toBe(startSeconds + 2880 + 3600 - 86_400);
  });

  it("is of no other kind of host", async () => {
    const emulator = await anEmulator();
    const asked: string[] = [];
    await new ProjectedTokens(emulator.context).refresh(({ name }) => {
      asked.push(name);
      return "";
    });
    expect(asked).toEqual([]);
  });
});
