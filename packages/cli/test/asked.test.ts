// A person at a terminal: what init, apply and destroy ask, and what becomes of each answer.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfiguration } from "@tegata/setup";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { valid } from "./wrong-input/row.ts";
import type { InProcess } from "./wrong-input/world.ts";
import { inProcess } from "./wrong-input/world.ts";

let folder: string;
let world: InProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tegata-asked-"));
  world = inProcess();
});
afterEach(() => rm(folder, { recursive: true }));

const answers = [
  "contoso.onmicrosoft.com",
  "11111111-0000-4000-8000-00000000005b",
  "rg-app",
  "japaneast",
  "id-orders",
  "appService:app-orders",
  "orders-cross-tenant",
  "",
  "fabrikam.onmicrosoft.com",
  "Storage Blob Data Contributor=fabrikamdata",
  "",
];

describe("init at a terminal", () => {
  test("asks for everything, takes what stands in brackets for no answer, and writes what plan takes", async () => {
    const ended = await world.run(["init"], { folder, answers });
    expect(ended).toMatchObject({ code: 0, stdout: "Written: tegata.yaml. Look at it, then: tegata plan\n" });
    expect(ended.stderr.split("\n").slice(0, -1)).toEqual([
      "home directory, which has the workload (domain or id): ",
      "its subscription (name or id): ",
      "the resource group of the identity and the hosts: ",
      "the region of the identity, such as japaneast: ",
      "the name of the managed identity: ",
      "hosts, such as appService:app-orders; separated by ;: ",
      "the name of the application: ",
      "what it trusts: managedIdentity, or issuer=subject; separated by ; [managedIdentity]: ",
      "resource directory, which has the data (domain or id): ",
      "roles, as role=scope or role=resource name, or appRole=https://api; separated by ;: ",
      "the cloud: public, usgov, china or a metadata URL [public]: ",
    ]);
    const written = await readFile(join(folder, "tegata.yaml"), "utf8");
    expect(parseConfiguration(written)).toEqual(parseConfiguration(valid));
    expect((await world.run(["plan", "--detailed-exitcode"], { folder })).code).toBe(2);
  });

  test("asks only for what no option says", async () => {
    const given = ["--home", answers[0], "--subscription", answers[1], "--resource-group", "rg-app"] as string[];
    const ended = await world.run(["init", ...given], { folder, answers: answers.slice(3) });
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toContain("home directory");
  });

  test("ends with 130 and writes nothing when the person goes away in the middle", async () => {
    expect((await world.run(["init"], { folder, answers: answers.slice(0, 4) })).code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("apply and destroy at a terminal", () => {
  beforeEach(() => writeFile(join(folder, "tegata.yaml"), valid));

  test("apply shows the plan and does nothing without a yes", async () => {
    for (const answer of ["n", "", "yess"]) {
      const { code, stderr } = await world.run(["apply"], { folder, answers: [answer] });
      expect([code, stderr]).toEqual([130, expect.stringContaining("6 to create, 1 to change, 0 unchanged\n")]);
    }
    expect(world.emulator.context.store.state.directories.map(({ applications }) => applications.length)).toEqual([
      1, 1,
    ]);
  });

  test("with one side done, that side's plan has no changes, and the other's and both sides' have", async () => {
    const planned = async (...words: string[]): Promise<number> =>
      (await world.run(["plan", "--detailed-exitcode", ...words], { folder })).code;
    expect(await planned("--side", "home")).toBe(2);
    expect(await planned("--side", "resource")).toBe(2);
    const { stdout } = await world.run(["apply", "--yes", "--side", "home"], { folder });
    const id = /--application-id (\S+)/.exec(stdout)?.[1] ?? "";
    expect(await planned("--side", "home")).toBe(0);
    expect(await planned("--side", "resource", "--application-id", id)).toBe(2);
    expect(await planned()).toBe(2);
  });

  test("apply goes on with a yes, and asks nothing when there is nothing to do", async () => {
    expect((await world.run(["apply"], { folder, answers: ["yes"] })).code).toBe(0);
    const again = await world.run(["apply"], { folder, answers: [] });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing to do") });
    expect(again.stderr).not.toContain("Apply this?");
  });

  test("destroy wants the application's name, and another name deletes nothing", async () => {
    await world.run(["apply", "--yes"], { folder });
    expect((await world.run(["destroy"], { folder, answers: ["orders"] })).code).toBe(130);
    expect((await world.run(["plan", "--detailed-exitcode"], { folder })).code).toBe(0);
    expect((await world.run(["destroy"], { folder, answers: ["orders-cross-tenant"] })).code).toBe(0);
    expect((await world.run(["plan"], { folder })).stdout).toContain("6 to create, 1 to change");
  });
});
