import { readdirSync, readFileSync } from "node:fs";
import { credentialErrorCodes } from "@tegata/credential";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const folder = new URL("readme/", import.meta.url);

describe("the README", () => {
  it("shows as examples the files that are compiled with the tests, to the letter, and no other", () => {
    const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);
    const compiled = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    expect(shown).toHaveLength(compiled.length);
    expect(new Set(shown)).toEqual(new Set(compiled));
  });

  it("names every error code, and no other", () => {
    const table = readme.slice(readme.indexOf("| codes | meaning |"), readme.indexOf("An aborted wait"));
    const named = [...table.matchAll(/`([a-z]+\.[a-z-]+)`/g)].map((match) => match[1]);
    expect(new Set(named)).toEqual(new Set(credentialErrorCodes));
  });
});
