import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emulatorTrust } from "../../src/commands/emulator-trust.ts";
import { systemStores, typed } from "../../src/emulator/system-stores.ts";
import { expectEnvelope } from "./envelope.ts";
import type { Place } from "./place.ts";
import { aPlace } from "./place.ts";

let place: Place;
let emulator: RunningEmulator;
beforeAll(async () => {
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
});
afterAll(() => Promise.all([place.dispose(), emulator.close()]));

const state = () => ["--state", emulator.environment.stateFolder];
const trust = (...words: string[]) => place.run(["emulator", "trust", ...words, ...state()]);

describe("tegata emulator trust", () => {
  test("tells what to set for each language and what each system wants, and changes nothing", async () => {
    const { ca, caBundle } = emulator.environment;
    const told = await trust();
    expect(told).toMatchObject({ code: 0, stderr: "" });
    for (const text of [ca, `SSL_CERT_FILE='${caBundle}'`, `NODE_EXTRA_CA_CERTS='${ca}'`, "nothing was changed"])
      expect(told.stdout).toContain(text);
    const { data } = expectEnvelope(await trust("--json"));
    expect(data).toMatchObject({
      ca,
      caBundle,
      fingerprint256: expect.stringMatching(/^([\dA-F]{2}:){31}[\dA-F]{2}$/),
      languages: [{ language: "Node", variables: { NODE_EXTRA_CA_CERTS: ca } }, {}, {}, {}],
      installed: null,
      removed: null,
    });
  });

  test("says where there is no certificate authority yet", async () => {
    const { code, stderr } = await place.run(["emulator", "trust", "--state", join(place.folder, "nothing")]);
    expect(code).toBe(1);
    expect(stderr).toContain("there is no certificate authority in ");
    expect(stderr).toContain("tegata emulator start");
  });

  test("takes no store of another system, none that is unknown, and not both ways at once", async () => {
    const other = process.platform === "win32" ? "linux-debian" : "windows-user";
    const foreign = await trust("--install", other);
    expect([foreign.code, foreign.stderr]).toEqual([
      64,
      expect.stringContaining(`${other} is not a store of this system`),
    ]);
    expect((await trust("--install", "everywhere")).code).toBe(64);
    expect((await trust("--install", other, "--remove", other)).code).toBe(64);
  });

  test.runIf(process.platform === "linux")("runs a store's programs by name, and takes it out again", async () => {
    const bin = join(place.folder, "bin");
    const log = join(place.folder, "log");
    await mkdir(bin);
    for (const program of ["install", "update-ca-certificates", "rm", "trust"]) {
      const file = join(bin, program);
      const end = program === "trust" ? "exit 3" : "";
      await writeFile(file, `#!/bin/sh\necho "${program} $*" >> '${log}'\necho noise\n${end}\n`);
      await chmod(file, 0o755);
    }
    const environment = { PATH: bin };
    const words = (...more: string[]) => ["emulator", "trust", ...more, "--json", ...state()];
    const installed = await place.run(words("--install", "linux-debian"), { environment });
    expect([installed.code, expectEnvelope(installed).data]).toEqual([
      0,
      expect.objectContaining({ installed: "linux-debian" }),
    ]);
    const removed = await place.run(words("--remove", "linux-debian"), { environment });
    expect(expectEnvelope(removed).data).toMatchObject({ removed: "linux-debian" });
    const target = "/usr/local/share/ca-certificates/tegata-emulator.crt";
    expect((await readFile(log, "utf8")).trim().split("\n")).toEqual([
      `install -m 0644 ${emulator.environment.ca} ${target}`,
      "update-ca-certificates ",
      `rm -f ${target}`,
      "update-ca-certificates --fresh",
    ]);
    const failed = await place.run(words("--install", "linux-fedora"), { environment });
    expect([failed.code, expectEnvelope(failed).diagnostics]).toEqual([
      1,
      [expect.objectContaining({ code: "cli.trust-failed" })],
    ]);
  });
});

test("on Windows the paths and the shell are Windows'", async () => {
  const folder = "C:\\Users\\me and you\\AppData\\Local\\tegata\\emulator";
  const ca = `${folder}\\ca.pem`;
  const store = systemStores(ca, "AB12").find(({ platform }) => platform === "win32");
  expect(store?.install.map((command) => typed(command, "win32"))).toEqual([`certutil -user -addstore Root "${ca}"`]);
  expect(store?.remove).toEqual([["certutil", "-user", "-delstore", "Root", "AB12"]]);
  expect(emulatorTrust.examples[0]).toBe("tegata emulator trust");
});
