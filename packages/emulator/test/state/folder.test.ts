import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EmulatorError } from "../../src/index.ts";
import { defaultStateFolder, openStateFolder, openStore } from "../../src/state/folder.ts";
import { seedState } from "../../src/state/seed.ts";
import { aWorld } from "../world.ts";

let parent = "";
let path = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tegata-test-"));
  path = join(parent, "state");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function failure(promise: Promise<unknown>): Promise<EmulatorError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof EmulatorError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

async function open() {
  const folder = await openStateFolder(path);
  const store = await openStore(folder, () => seedState(aWorld()));
  return { folder, store };
}

describe("the state folder", () => {
  it("belongs to its owner alone, and so does every file with a secret", async () => {
    const { folder } = await open();
    const mode = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);
    expect([await mode(path), await mode(folder.file("state.json")), await mode(folder.file("lock"))]).toEqual([
      "700",
      "600",
      "600",
    ]);
    await folder.release();
  });

  it("leaves the permissions of a folder that was there alone, and keeps its own files to their owner", async () => {
    await mkdir(path, { mode: 0o755 });
    const { folder } = await open();
    const modeOf = async (file: string): Promise<string> => ((await stat(file)).mode & 0o777).toString(8);
    expect(await modeOf(path)).toBe("755");
    expect(await modeOf(folder.file("state.json"))).toBe("600");
    await folder.release();
  });

  it("has on the disk what save has acknowledged, however many save at once", async () => {
    const { folder, store } = await open();
    const names = Array.from({ length: 30 }, (_, index) => `rg-${index}`);
    await Promise.all(
      names.map(async (name) => {
        const [group] = store.state.arm.resourceGroups;
        if (group) store.state.arm.resourceGroups.push({ ...group, name });
        await store.save();
        expect(await readFile(folder.file("state.json"), "utf8")).toContain(`"${name}"`);
      }),
    );
    await folder.release();
    const again = await open();
    expect(again.store.state).toEqual(store.state);
    await again.folder.release();
  });

  it("is locked while it is open, in the same process too, and free afterwards (state.locked)", async () => {
    const { folder } = await open();
    const error = await failure(openStateFolder(path));
    expect([error.code, error.message, error.fix]).toEqual([
      "state.locked",
      `the state folder ${path} is in use by process ${process.pid}`,
      "Use the emulator that runs (tegata emulator env), stop it (tegata emulator stop), or name another folder with --state.",
    ]);
    await folder.release();
    const again = await openStateFolder(path);
    await folder.release();
    expect((await failure(openStateFolder(path))).code).toBe("state.locked");
    await again.release();
  });

  it("is refused while another process holds it", async () => {
    await mkdir(path);
    await writeFile(join(path, "lock"), String(process.ppid));
    expect((await failure(openStateFolder(path))).message).toContain(`process ${process.ppid}`);
  });

  it.each(["a process that is gone", "an empty lock file"])("is taken over from %s", async (holder) => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await mkdir(path);
    await writeFile(join(path, "lock"), holder === "an empty lock file" ? "" : String(pid));
    const folder = await openStateFolder(path);
    expect((await readFile(join(path, "lock"), "utf8")).split("\n")[0]).toBe(String(process.pid));
    await folder.release();
    await expect(readFile(join(path, "lock"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  // Node asks after its children at once; this shell becomes a program that does not.
  it.runIf(process.platform === "linux")(
    "is taken over from a process that is dead and still has its number",
    async () => {
      const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
      try {
        const [line] = (await once(parent.stdout, "data")) as [Buffer];
        const pid = line.toString().trim();
        const isDead = async (): Promise<boolean> => / Z /.test(await readFile(`/proc/${pid}/stat`, "utf8"));
        await vi.waitUntil(isDead, { timeout: 5000, interval: 5 });
        await mkdir(path);
        await writeFile(join(path, "lock"), pid);
        const folder = await openStateFolder(path);
        expect(folder.path).toBe(path);
        await folder.release();
      } finally {
        parent.kill("SIGKILL");
      }
    },
  );

  it("is taken over by one of several that come at once", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await mkdir(path);
    await writeFile(join(path, "lock"), String(pid));
    const came = await Promise.allSettled(Array.from({ length: 4 }, () => openStateFolder(path)));
    const [folder, ...others] = came.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect([folder?.path, others]).toEqual([path, []]);
    expect(await readdir(path)).toEqual(["lock"]);
    await folder?.release();
  });

  // Only Linux tells when a process began.
  it.runIf(process.platform === "linux")(
    "is taken over when another program has the number of the process that is gone, as after a reboot",
    async () => {
      await mkdir(path);
      const elsewhere = "8c5e6a4e-0000-4000-8000-000000000000 4242";
      await writeFile(join(path, "lock"), `${process.ppid}\n${elsewhere}\n`);
      const folder = await openStateFolder(path);
      expect((await readFile(join(path, "lock"), "utf8")).split("\n")[0]).toBe(String(process.pid));
      await folder.release();
    },
  );

  it.each(["", "{", "null", "[]", "{}", '{"version":1}', '{"version":1,"directories":[]}', "\u0000"])(
    "says in one clear error that a state of %j is damaged, and leaves it (state.damaged)",
    async (text) => {
      await mkdir(path);
      await writeFile(join(path, "state.json"), text);
      const folder = await openStateFolder(path);
      const error = await failure(openStore(folder, () => seedState(aWorld())));
      expect([error.code, error.message, error.fix]).toEqual([
        "state.damaged",
        `${join(path, "state.json")} cannot be read`,
        "Start over with tegata emulator reset.",
      ]);
      expect(await readFile(join(path, "state.json"), "utf8")).toBe(text);
      await folder.release();
    },
  );

  it("says that another version wrote the state (state.newer)", async () => {
    await mkdir(path);
    await writeFile(join(path, "state.json"), '{"version":7}');
    const folder = await openStateFolder(path);
    const error = await failure(openStore(folder, () => seedState(aWorld())));
    expect([error.code, error.message]).toEqual([
      "state.newer",
      `${join(path, "state.json")} was written by another version of the emulator (7)`,
    ]);
    await folder.release();
  });

  it("cannot be where a file is (state.unwritable)", async () => {
    await writeFile(path, "");
    const error = await failure(openStateFolder(path));
    expect([error.code, error.message]).toEqual([
      "state.unwritable",
      `the state folder ${path} cannot be written (EEXIST)`,
    ]);
  });

  it("stands where the system keeps such things", () => {
    expect(defaultStateFolder({ XDG_STATE_HOME: "/state" }, "linux")).toBe(join("/state", "tegata", "emulator"));
    expect(defaultStateFolder({}, "darwin")).toMatch(/\.local[\\/]state[\\/]tegata[\\/]emulator$/);
    expect(defaultStateFolder({ LOCALAPPDATA: "C:" }, "win32")).toBe(join("C:", "tegata", "emulator"));
  });
});
