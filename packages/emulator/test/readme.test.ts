import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultPorts } from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const folder = new URL("readme/", import.meta.url);

describe("the README", () => {
  it("shows as examples the files that are compiled with the tests, to the letter, and no other", () => {
    const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);
    const compiled = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    expect(shown).toHaveLength(compiled.length);
    expect(new Set(shown)).toEqual(new Set(compiled));
  });

  it("lists the ports that are the defaults", () => {
    const rows = [...readme.matchAll(/^\| (\d{4}) \| `(\w+)`/gm)].map(([, port, name]) => [name, Number(port)]);
    expect(Object.fromEntries(rows)).toEqual(defaultPorts);
  });

  it("names every error code, and no other", () => {
    const source = readFileSync(new URL("../src/errors.ts", import.meta.url), "utf8");
    const codes = [...source.matchAll(/\| "([a-z-]+\.[a-z-]+)"/g)].map((match) => match[1]);
    const table = readme.slice(readme.indexOf("| code | meaning |"), readme.indexOf("## Security"));
    const named = [...table.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map((match) => match[1]);
    expect(codes.length).toBeGreaterThan(5);
    expect(new Set(named)).toEqual(new Set(codes));
  });
});
