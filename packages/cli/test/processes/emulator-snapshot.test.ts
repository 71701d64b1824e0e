import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "@tegata/emulator";
import { aReadyChain } from "@tegata/emulator/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnvelope } from "./envelope.ts";
import type { Ended, Place } from "./place.ts";
import { aPlace } from "./place.ts";

let place: Place;
let folder: string;
let clientId: string;
beforeAll(async () => {
  place = await aPlace();
  folder = join(place.folder, "state");
  const running = await startEmulator({ stateFolder: folder, ports: "free" });
  const chain = await aReadyChain(running);
  clientId = chain.application.clientId;
  const headers = { authorization: `Bearer ${await chain.token()}`, "x-ms-version": "2026-06-06" };
  const url = `${chain.storage.blobEndpoint}/orders`;
  await running.emulator.fetch(new Request(`${url}?restype=container`, { method: "PUT", headers }));
  const upload = { ...headers, "x-ms-blob-type": "BlockBlob", "content-length": "8" };
  const put = new Request(`${url}/a.txt`, { method: "PUT", headers: upload, body: "an order" });
  const { status } = await running.emulator.fetch(put);
  if (status !== 201) throw new Error(`the blob was not written: ${status}`);
  await running.close();
});
afterAll(() => place.dispose());

const snapshot = (...words: string[]): Promise<Ended> => place.run(["emulator", "snapshot", ...words]);

describe("tegata emulator snapshot", () => {
  test("saves without secrets, and is loaded into another folder", async () => {
    const saved = await snapshot("save", "--state", folder, "--to", "kept", "--json");
    const kept = join(place.folder, "kept");
    expect([saved.code, expectEnvelope(saved)]).toEqual([
      0,
      {
        schemaVersion: 1,
        command: "emulator snapshot save",
        ok: true,
        data: { folder: kept, withSecrets: false },
        diagnostics: [],
      },
    ]);
    const text = await readFile(join(kept, "snapshot.json"), "utf8");
    expect(text).toContain(clientId);
    expect(text).not.toContain("PRIVATE KEY");
    expect(await readdir(kept)).toEqual(["blobs", "snapshot.json"]);
    const state = join(place.folder, "another");
    const loaded = await snapshot("load", "--from", "kept", "--state", state, "--json");
    expect(expectEnvelope(loaded).data).toEqual({ loaded: true, stateFolder: state, withSecrets: false });
    expect(await readFile(join(state, "state.json"), "utf8")).toContain(clientId);
  });

  test("saves secrets only when told to, and says what that means", async () => {
    const { code, stdout } = await snapshot("save", "--state", folder, "--to", "secret", "--with-secrets");
    expect(code).toBe(0);
    expect(stdout).toContain("with private keys and secrets: keep it as you keep those");
  });

  test("replaces a state only when told to", async () => {
    await snapshot("save", "--state", folder, "--to", "again");
    const refused = await snapshot("load", "--from", "again", "--state", folder);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toContain("nothing was changed. To replace it, add --replace.");
    expect((await snapshot("load", "--from", "again", "--state", folder, "--replace")).code).toBe(0);
  });

  test("says what is wrong with a folder that is no snapshot, and with one that is no state", async () => {
    await mkdir(join(place.folder, "empty"));
    const nothing = await snapshot("load", "--from", "empty", "--state", join(place.folder, "new"), "--json");
    expect([nothing.code, expectEnvelope(nothing).diagnostics]).toEqual([
      1,
      [expect.objectContaining({ code: "state.damaged" })],
    ]);
    await mkdir(join(place.folder, "broken"));
    await writeFile(join(place.folder, "broken", "snapshot.json"), "{");
    expect((await snapshot("load", "--from", "broken", "--state", join(place.folder, "new"))).stderr).toContain(
      "error state.damaged",
    );
    const none = await snapshot("save", "--state", join(place.folder, "no-state"), "--json");
    expect(expectEnvelope(none).diagnostics).toMatchObject([{ code: "state.damaged" }]);
  });
});

describe("tegata emulator status", () => {
  test("ends with 1 where none runs, in the one envelope", async () => {
    const { code, stdout } = await place.run(["emulator", "status", "--state", folder, "--json"]);
    expect(code).toBe(1);
    expect(expectEnvelope({ stdout })).toMatchObject({
      command: "emulator status",
      ok: false,
      diagnostics: [{ level: "error", code: "cli.emulator-not-running" }],
    });
  });
});
