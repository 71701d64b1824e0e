import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEmulator, EmulatorError } from "../../src/index.ts";
import { openStateFolder, openStore } from "../../src/state/folder.ts";
import { seedState } from "../../src/state/seed.ts";
import { loadSnapshot, saveSnapshot } from "../../src/state/snapshot.ts";
import type { State } from "../../src/state/state.ts";
import type { ReadyChain } from "../../src/testing.ts";
import { aReadyChain } from "../../src/testing.ts";
import { realWorld } from "../../src/world.ts";

let parent = "";
const at = (name: string): string => join(parent, name);
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tegata-test-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

/** Runs an emulator in a folder for as long as `use` takes. */
async function within<T>(name: string, use: (emulator: ReturnType<typeof createEmulator>) => Promise<T>): Promise<T> {
  const folder = await openStateFolder(at(name));
  const store = await openStore(folder, () => seedState(realWorld));
  const emulator = createEmulator({ store, blobFolder: folder.file("blobs") });
  try {
    return await use(emulator);
  } finally {
    await emulator[Symbol.asyncDispose]();
    await folder.release();
  }
}

async function blob(emulator: ReturnType<typeof createEmulator>, token: string, method: string, path: string) {
  const body = method === "PUT" && !path.includes("?") ? "hello" : undefined;
  const headers = {
    authorization: `Bearer ${token}`,
    "x-ms-version": "2026-06-06",
    "x-ms-blob-type": "BlockBlob",
    "content-length": String(body?.length ?? 0),
  };
  const url = `${emulator.context.origins.blob}/fabrikamdata/${path}`;
  const request = new Request(url, { method, headers, ...(body ? { body } : {}) });
  const response = await emulator.fetch(request);
  return `${response.status} ${await response.text()}`;
}

/** A folder with a chain and a blob; what the chain was. */
function aUsedFolder(): Promise<ReadyChain> {
  return within("first", async (emulator) => {
    const chain = await aReadyChain(emulator);
    const token = await chain.token();
    expect(await blob(emulator, token, "PUT", "orders?restype=container")).toBe("201 ");
    expect(await blob(emulator, token, "PUT", "orders/a.txt")).toBe("201 ");
    return chain;
  });
}

const readState = async (name: string): Promise<State> =>
  JSON.parse(await readFile(join(at(name), "state.json"), "utf8")) as State;

/** Every secret of a state, found by where they are known to be. */
function secretsOf(state: State): string[] {
  return [
    ...state.directories.flatMap(({ signingKeys, applications }) => [
      ...signingKeys.map(({ privateKey }) => JSON.stringify(privateKey).slice(1, -1)),
      ...applications.flatMap(({ passwordCredentials }) => passwordCredentials.map(({ secretText }) => secretText)),
    ]),
    ...state.arm.resources.flatMap(({ secrets }) => Object.values(secrets ?? {})),
    ...state.hosts.flatMap(({ identityHeader }) => (identityHeader === null ? [] : [identityHeader])),
    ...(state.issuers ?? []).flatMap(({ signingKeys }) => signingKeys.map(({ privateKey }) => privateKey)),
    state.delegationSeed ?? "none",
  ];
}

describe("a snapshot", () => {
  it("has no private key and no secret, and yet becomes a working emulator with the same objects and blobs", async () => {
    await aUsedFolder();
    expect(await saveSnapshot(at("first"), at("snapshot"))).toEqual({ folder: at("snapshot"), withSecrets: false });
    const text = await readFile(at("snapshot/snapshot.json"), "utf8");
    const secrets = secretsOf(await readState("first"));
    expect(secrets.length).toBeGreaterThan(8);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(await loadSnapshot(at("second"), at("snapshot"))).toEqual({ folder: at("second"), withSecrets: false });
    await within("second", async (emulator) => {
      const { directories, arm } = emulator.context.store.state;
      const before = await readState("first");
      expect(directories.map(({ applications }) => applications.map(({ appId }) => appId))).toEqual(
        before.directories.map(({ applications }) => applications.map(({ appId }) => appId)),
      );
      expect(arm.roleAssignments).toEqual(before.arm.roleAssignments);
      const again = await aReadyChain(emulator, { host: "func-agents", name: "again" });
      expect(await blob(emulator, await again.token(), "GET", "orders/a.txt")).toBe("200 hello");
    });
    const fresh = secretsOf(await readState("second"));
    expect(fresh.filter((secret) => secret === "" || secrets.includes(secret))).toEqual([]);
  });

  it("has them when they are asked for by name", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"), { withSecrets: true });
    await loadSnapshot(at("second"), at("snapshot"));
    expect(await readState("second")).toEqual(await readState("first"));
  });

  it("replaces a state only when told to", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"));
    const before = await readState("first");
    expect(await loadSnapshot(at("first"), at("snapshot"))).toBeUndefined();
    expect(await readState("first")).toEqual(before);
    expect(await loadSnapshot(at("first"), at("snapshot"), { replace: true })).toBeDefined();
    expect(await readState("first")).not.toEqual(before);
  });

  it("is neither taken from nor put under an emulator that runs (state.locked)", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"));
    await within("first", async () => {
      await expect(saveSnapshot(at("first"), at("other"))).rejects.toMatchObject({ code: "state.locked" });
      await expect(loadSnapshot(at("first"), at("snapshot"), { replace: true })).rejects.toMatchObject({
        code: "state.locked",
      });
    });
  });

  it.each([
    ["{", "state.damaged"],
    ["null", "state.damaged"],
    ['{"format":"another"}', "state.damaged"],
    ['{"format":"tegata-emulator-snapshot","version":2}', "state.newer"],
    ['{"format":"tegata-emulator-snapshot","version":1,"state":{"version":1}}', "state.damaged"],
    ['{"format":"tegata-emulator-snapshot","version":1,"state":{"version":9}}', "state.newer"],
  ])("that says %j is refused, and nothing is changed (%s)", async (text, code) => {
    await writeFile(at("snapshot.json"), text);
    await expect(loadSnapshot(at("second"), parent)).rejects.toMatchObject({ code });
    await expect(readFile(at("second/state.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.each([
    ["a folder with somebody's own blobs", { "blobs/photo.jpg": "mine", "notes.txt": "mine" }],
    ["a folder with another program's snapshot.json", { "snapshot.json": '{"format":"another"}', "blobs/a": "mine" }],
    ["another emulator's state folder", { "state.json": "{}", "blobs/a": "mine" }],
  ])("is not put into %s: nothing there is touched (folder.foreign)", async (_what, files) => {
    await aUsedFolder();
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(at(`other/${name}`)), { recursive: true });
      await writeFile(at(`other/${name}`), content);
    }
    await expect(saveSnapshot(at("first"), at("other"))).rejects.toMatchObject({ code: "folder.foreign" });
    for (const [name, content] of Object.entries(files))
      expect(await readFile(at(`other/${name}`), "utf8")).toBe(content);
  });

  it("is not put into the folder that it is taken of, whose blobs it would take away (folder.foreign)", async () => {
    const chain = await aUsedFolder();
    await expect(saveSnapshot(at("first"), at("first"))).rejects.toMatchObject({ code: "folder.foreign" });
    await within("first", async (emulator) => {
      const again = await aReadyChain(emulator, { host: "func-agents", name: "again" });
      expect(chain.storage.account).toBe("fabrikamdata");
      expect(await blob(emulator, await again.token(), "GET", "orders/a.txt")).toBe("200 hello");
    });
  });

  it("takes the place of an older one, and leaves what else is there", async () => {
    await aUsedFolder();
    await mkdir(at("snapshot"));
    await writeFile(at("snapshot/.gitkeep"), "");
    await saveSnapshot(at("first"), at("snapshot"), { withSecrets: true });
    expect(await saveSnapshot(at("first"), at("snapshot"))).toEqual({ folder: at("snapshot"), withSecrets: false });
    expect((await readdir(at("snapshot"))).toSorted()).toEqual([".gitkeep", "blobs", "snapshot.json"]);
  });

  it("that cannot be finished leaves the one that is there as it was, and is taken at the next try", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"));
    const before = await readFile(at("snapshot/snapshot.json"), "utf8");
    // What cannot be copied, on any disk and for any user.
    const server = createServer().listen(at("first/blobs/socket"));
    await once(server, "listening");
    const options = { withSecrets: true };
    await expect(saveSnapshot(at("first"), at("snapshot"), options)).rejects.toMatchObject({
      code: "state.unwritable",
    });
    server.close();
    await once(server, "close");
    expect((await readdir(at("snapshot"))).toSorted()).toEqual(["blobs", "snapshot.json"]);
    expect(await readFile(at("snapshot/snapshot.json"), "utf8")).toBe(before);
    // A kill leaves what was made ready, and maybe what was there before.
    await mkdir(at("snapshot/tegata.staged/old"), { recursive: true });
    await rename(at("snapshot/snapshot.json"), at("snapshot/tegata.staged/old/snapshot.json"));
    expect(await saveSnapshot(at("first"), at("snapshot"), options)).toMatchObject({ withSecrets: true });
    expect((await readdir(at("snapshot"))).toSorted()).toEqual(["blobs", "snapshot.json"]);
  });

  it("that cannot be loaded leaves the state that is there as it was, and says so (state.unwritable)", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"));
    const before = await readFile(at("first/state.json"), "utf8");
    const server = createServer().listen(at("snapshot/blobs/socket"));
    await once(server, "listening");
    await expect(loadSnapshot(at("first"), at("snapshot"), { replace: true })).rejects.toMatchObject({
      code: "state.unwritable",
      message: expect.stringContaining(at("first")),
    });
    server.close();
    await once(server, "close");
    expect(await readFile(at("first/state.json"), "utf8")).toBe(before);
    expect(await readdir(at("first"))).toContain("blobs");
    expect(await readdir(at("first"))).not.toContain("tegata.staged");
  });

  it("is not loaded over a folder that has blobs of its own and no state (folder.foreign)", async () => {
    await aUsedFolder();
    await saveSnapshot(at("first"), at("snapshot"));
    await mkdir(at("project/blobs"), { recursive: true });
    await writeFile(at("project/blobs/photo.jpg"), "mine");
    const options = { replace: true };
    await expect(loadSnapshot(at("project"), at("snapshot"), options)).rejects.toMatchObject({
      code: "folder.foreign",
    });
    expect(await readFile(at("project/blobs/photo.jpg"), "utf8")).toBe("mine");
  });

  it("says where it cannot be written (state.unwritable)", async () => {
    await aUsedFolder();
    // A folder cannot be made below a link that leads nowhere.
    await symlink(at("nowhere/below"), at("link"));
    await expect(saveSnapshot(at("first"), at("link"))).rejects.toMatchObject({
      code: "state.unwritable",
      message: expect.stringContaining(at("link")),
    });
  });

  it("that is damaged or another version's is not repaired by starting over", async () => {
    for (const text of ["", '{"format":"tegata-emulator-snapshot","version":1,"state":{"version":9}}']) {
      await writeFile(at("snapshot.json"), text);
      const refusal = await loadSnapshot(at("second"), parent).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(EmulatorError);
      expect((refusal as EmulatorError).fix).not.toContain("reset");
    }
  });

  it("cannot be taken of a folder that has no state, and leaves that folder alone (state.damaged)", async () => {
    await expect(saveSnapshot(at("nothing"), at("snapshot"))).rejects.toMatchObject({ code: "state.damaged" });
    await expect(readFile(at("nothing/lock"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
