import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const { recover } = createRequire(import.meta.url)("../../../azurite/change-log.cjs") as {
  recover: (file: string) => void;
};

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tegata-test-"));
  file = join(folder, "blobs.json");
  await writeFile(file, JSON.stringify({ collections: [{ name: "blobs", maxId: 2, data: [aBlob(1), aBlob(2)] }] }));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const aBlob = ($loki: number, text = "first") => ({ $loki, text });
const line = (...changes: unknown[]): string => `${JSON.stringify(changes)}\n`;

async function kept(): Promise<unknown> {
  return (JSON.parse(await readFile(file, "utf8")) as { collections: unknown[] }).collections[0];
}

describe("the log of blob changes", () => {
  it("is applied to the file at the start, the older log first, and is gone then", async () => {
    await writeFile(`${file}.log.old`, line(["blobs", "put", aBlob(3)], ["blobs", "drop", { $loki: 1 }]));
    await writeFile(`${file}.log`, line(["blobs", "put", aBlob(3, "second")]));
    recover(file);
    expect(await kept()).toEqual({ name: "blobs", maxId: 3, idIndex: null, data: [aBlob(2), aBlob(3, "second")] });
    expect([existsSync(`${file}.log`), existsSync(`${file}.log.old`)]).toEqual([false, false]);
  });

  it("may be applied twice, as after a kill between the file and the log", async () => {
    const log = line(["blobs", "put", aBlob(3)]) + line(["blobs", "drop", { $loki: 3 }], ["blobs", "put", aBlob(4)]);
    await writeFile(`${file}.log`, log);
    recover(file);
    const once = await kept();
    await writeFile(`${file}.log`, log);
    recover(file);
    expect(await kept()).toEqual(once);
  });

  it("counts a line that was cut off as nothing, all of its changes together", async () => {
    const whole = line(["blobs", "put", aBlob(3)]);
    await writeFile(
      `${file}.log`,
      whole + line(["blobs", "drop", { $loki: 1 }], ["blobs", "put", aBlob(4)]).slice(0, -2),
    );
    recover(file);
    expect(await kept()).toEqual({ name: "blobs", maxId: 3, idIndex: null, data: [aBlob(1), aBlob(2), aBlob(3)] });
  });

  it("reads over a line that was cut off and could not be taken away, when others follow", async () => {
    const cut = line(["blobs", "put", aBlob(4)]).slice(0, -5);
    await writeFile(`${file}.log`, `${cut}\n${line(["blobs", "put", aBlob(3)])}`);
    recover(file);
    expect(await kept()).toEqual({ name: "blobs", maxId: 3, idIndex: null, data: [aBlob(1), aBlob(2), aBlob(3)] });
  });
});
