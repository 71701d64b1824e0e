import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StateFiles, StateFolder } from "../../src/state/folder.ts";
import { openStateFolder, openStore, readIfThere, writeWhole } from "../../src/state/folder.ts";
import { migrate } from "../../src/state/migrations.ts";
import { seedState } from "../../src/state/seed.ts";
import { serially } from "../../src/state/serially.ts";
import { aWorld } from "../world.ts";

let parent = "";
let folder: StateFolder;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tegata-test-"));
  folder = await openStateFolder(join(parent, "state"));
});
afterEach(async () => {
  await folder.release();
  await rm(parent, { recursive: true, force: true });
});

/** A disk that says no while `refusal` is set. */
function aDisk() {
  const disk = { refusal: undefined as string | undefined };
  const files: StateFiles = {
    read: readIfThere,
    write: async (path, content) => {
      if (disk.refusal) throw Object.assign(new Error("no"), { code: disk.refusal });
      await writeWhole(path, content);
    },
  };
  return { disk, files };
}

describe("saving", () => {
  it.each(["ENOSPC", "EROFS", "EACCES", "EDQUOT"])(
    "says in one clear error that the disk refuses (%s), leaves the file as it was, and goes on when it can",
    async (code) => {
      const { disk, files } = aDisk();
      const store = await openStore(folder, () => seedState(aWorld()), files);
      const before = await readFile(folder.file("state.json"), "utf8");
      disk.refusal = code;
      store.state.operators.push({ directory: "contoso", clientId: "late" });
      await expect(store.save()).rejects.toMatchObject({
        name: "EmulatorError",
        code: "state.unwritable",
        message: `the state folder ${folder.path} cannot be written (${code})`,
        fix: "Free space or permissions there, or name another folder with --state.",
      });
      expect(await readFile(folder.file("state.json"), "utf8")).toBe(before);
      disk.refusal = undefined;
      await store.save();
      expect(await readFile(folder.file("state.json"), "utf8")).toContain('"late"');
    },
  );

  it("never has two writes under way, so that an older one cannot end last", async () => {
    let [underWay, most, changes, written] = [0, 0, 0, 0];
    const save = serially(async () => {
      most = Math.max(most, ++underWay);
      const seen = changes;
      for (let turns = 0; turns < seen % 7; turns++) await Promise.resolve();
      written = seen;
      underWay--;
    });
    const change = async (): Promise<void> => {
      const mine = ++changes;
      await save();
      expect(written).toBeGreaterThanOrEqual(mine);
    };
    const often = async (): Promise<void> => {
      for (let turn = 0; turn < 100; turn++) await change();
    };
    await Promise.all([often(), often(), often()]);
    expect([most, written]).toEqual([1, 300]);
  });

  it("tells a failure to those who waited for that write, and to nobody else", async () => {
    let fails = true;
    const save = serially(async () => {
      if (fails) throw new Error("full");
    });
    const first = save();
    await expect(first).rejects.toThrow("full");
    fails = false;
    await expect(save()).resolves.toBeUndefined();
  });

  it("takes away what a kill left half written", async () => {
    await openStore(folder, () => seedState(aWorld()));
    await writeFile(folder.file("state.json.0123abcd"), '{"version":1,');
    await writeFile(folder.file("state.v1.json.0123abcd"), '{"version":1,');
    await writeFile(folder.file("admin-key.0123abcd"), "key");
    // A folder with other files in it may be named too: a log of that day is not ours.
    await writeFile(folder.file("app.log.20261122"), "mine");
    await folder.release();
    folder = await openStateFolder(folder.path);
    expect((await readdir(folder.path)).toSorted()).toEqual(["app.log.20261122", "lock", "state.json"]);
  });
});

describe("a state of an older version", () => {
  const steps = [
    (state: Readonly<Record<string, unknown>>) => ({ ...state, second: true }),
    (state: Readonly<Record<string, unknown>>) => ({ ...state, third: state["second"] }),
  ];

  it("is brought to today's, step by step", () => {
    expect(migrate({ version: 1 }, steps)).toEqual({ version: 3, second: true, third: true });
    expect(migrate({ version: 2, second: 2 }, steps)).toEqual({ version: 3, second: 2, third: 2 });
    expect(migrate({ version: 3 }, steps)).toEqual({ version: 3 });
  });

  it.each([0, 4, 1.5, "1", null])("is not guessed at when its version is %j", (version) => {
    expect(migrate({ version }, steps)).toBeUndefined();
  });
});
