// Each row of the table through the whole command line: one clear message with every fault, the right exit code, and
// nothing half-written, neither in the directories nor beside the file.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPlace } from "../processes/place.ts";
import { around, pathWithAz } from "./circumstances.ts";
import { page, pageFile } from "./page.ts";
import type { Prepared } from "./prepare.ts";
import { directoriesOf, prepare, withIds } from "./prepare.ts";
import type { WrongInput } from "./row.ts";
import { valid } from "./row.ts";
import { groups } from "./rows.ts";
import { inAnyOrder, saysOf, shown } from "./says.ts";
import type { Ended } from "./world.ts";

let shared: Prepared;
beforeAll(async () => {
  shared = await prepare();
});
afterAll(() => shared.emulator[Symbol.asyncDispose]());

function contentOf({ file, edits = [] }: WrongInput, world: Prepared): string | Uint8Array {
  if (file !== undefined && file !== "none" && file !== "a folder") return file;
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, withIds(to, world));
  }, valid);
}

async function fill(folder: string, row: WrongInput, world: Prepared): Promise<void> {
  const path = join(folder, "tegata.yaml");
  if (row.file === "none") return;
  if (row.file === "a folder") await mkdir(path);
  else await writeFile(path, contentOf(row, world));
}

async function run(row: WrongInput, folder: string, world: Prepared): Promise<Ended> {
  const words = (row.words ?? ["plan"]).map((word) => withIds(word, world));
  // Only whether a program `az` can be found and what it says takes a process of its own.
  if (!row.circumstance?.startsWith("Azure CLI"))
    return world.run(words, { folder, ...around(row.circumstance, world) });
  const place = await aPlace();
  try {
    const PATH = await pathWithAz(join(place.folder, "temp"), row.circumstance);
    const { code, stdout, stderr } = await place.run(words, { folder, environment: { PATH } });
    return { code: code ?? -1, stdout, stderr };
  } finally {
    await place.dispose();
  }
}

/** The bytes of the file, or why it has none. */
function bytesOf(folder: string): Promise<unknown> {
  return readFile(join(folder, "tegata.yaml")).catch((error: unknown) => (error as NodeJS.ErrnoException).code);
}

async function expectRow(row: WrongInput, folder: string, world: Prepared): Promise<void> {
  await fill(folder, row, world);
  const files = await readdir(folder);
  const [untouched, bytes] = [directoriesOf(world), await bytesOf(folder)];
  const ended = await run(row, folder, world);
  const says = inAnyOrder(shown(ended, { folder, ids: world.ids }));
  expect({ exit: ended.code, says }).toEqual({ exit: row.exit, says: inAnyOrder(saysOf(row.what)) });
  expect(row.makesHome === true || directoriesOf(world) === untouched).toBe(true);
  expect(await readdir(folder)).toEqual(files);
  expect(await bytesOf(folder)).toEqual(bytes);
}

describe.each(groups.map((group) => [group.title, group] as const))("%s", (_title, { rows }) => {
  test.each(rows.map((row) => [row.what, row] as const))("%s", async (_what, row) => {
    const folder = await mkdtemp(join(tmpdir(), "tegata-wrong-input-"));
    const world = row.makesHome ? await prepare() : shared;
    try {
      await expectRow(row, folder, world);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test.each([
  ["a byte order mark", `\uFEFF${valid}`],
  ["the line ends of Windows", valid.replaceAll("\n", "\r\n")],
])("%s in the file is no fault", async (_what, text) => {
  const folder = await mkdtemp(join(tmpdir(), "tegata-wrong-input-"));
  await writeFile(join(folder, "tegata.yaml"), text);
  const { code, stdout } = await shared.run(["plan"], { folder });
  await rm(folder, { recursive: true });
  expect([code, stdout.split("\n").at(-2)]).toEqual([0, "6 to create, 1 to change, 0 unchanged"]);
});

test("home's half that was made without the other is whole: nothing is left to do there", async () => {
  const world = await prepare();
  const folder = await mkdtemp(join(tmpdir(), "tegata-wrong-input-"));
  await writeFile(join(folder, "tegata.yaml"), valid);
  const refused = around("no rights in the resource directory", world);
  expect((await world.run(["apply"], { folder, ...refused })).code).toBe(1);
  const planned = await world.run(["plan", "--side", "home", "--json"], { folder });
  await rm(folder, { recursive: true });
  const { changes } = (JSON.parse(planned.stdout) as { data: { changes: { side: string; action: string }[] } }).data;
  expect(changes.map(({ side, action }) => `${side} ${action}`)).toEqual([
    ...Array.from({ length: 5 }, () => "home keep"),
    ...Array.from({ length: 2 }, () => "resource blocked"),
  ]);
});

test("every row says something of its own, and the page of the documentation is made from the rows", async () => {
  const all = groups.flatMap(({ rows }) => rows.map(({ what }) => what));
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((what) => saysOf(what).length === 0)).toEqual([]);
  expect(await readFile(pageFile, "utf8")).toBe(page());
});
