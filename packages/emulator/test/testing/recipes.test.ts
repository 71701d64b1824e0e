import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const page = readFileSync(new URL("../../../../docs/recipes.md", import.meta.url), "utf8");
const folder = new URL("recipes/", import.meta.url);

/** Runs a recipe as a program of its own. */
async function run(name: string): Promise<{ status: number | null; output: string }> {
  const path = fileURLToPath(new URL(name, folder));
  const child = spawn(process.execPath, ["--conditions=@tegata/source", path], { stdio: ["ignore", "pipe", "pipe"] });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await exit, output: output + errors };
}

describe("the page of recipes", () => {
  it("shows the programs that are run here, to the letter, and no other", () => {
    const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);
    const programs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    expect(shown).toHaveLength(programs.length);
    expect(new Set(shown)).toEqual(new Set(programs));
  });

  it("shows the test for jest that npm run conform runs, to the letter", () => {
    const program = new URL("../../../../conformance/programs/jest/orders.test.mjs", import.meta.url);
    expect([...page.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1])).toEqual([
      readFileSync(program, "utf8"),
    ]);
  });

  it.each([
    ["in-process.ts", "403 AuthorizationPermissionMismatch\n"],
    ["refusals.ts", "blob AuthorizationPermissionMismatch\n"],
    ["parallel.ts", "true\n"],
  ])(
    "has a program %s that prints what the page says",
    async (name, output) => {
      expect(await run(name)).toEqual({ status: 0, output });
    },
    60_000,
  );

  it("has a program for the credential whose claims hold", async () => {
    // It asserts by itself, so it needs no process of its own.
    await expect(import("./recipes/credential.ts")).resolves.toBeDefined();
  });

  it("has a test for node:test that passes", async () => {
    const { status, output } = await run("node-test.ts");
    expect([status, output]).toEqual([0, expect.stringContaining("an order is stored where the role was given")]);
  }, 60_000);
});
