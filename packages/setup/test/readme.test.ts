import { readdirSync, readFileSync } from "node:fs";
import { parseConfiguration } from "@tegata/setup";
import { describe, expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const folder = new URL("readme/", import.meta.url);

function shown(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map((match) => match[1] ?? "");
}

describe("the README", () => {
  test("shows as examples the files that are compiled with the tests, to the letter, and no other", () => {
    const compiled = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
    expect(shown("ts")).toEqual(compiled);
  });

  test("shows a configuration that the parser accepts", () => {
    expect(shown("yaml").map((text) => parseConfiguration(text).home.application.name)).toEqual([
      "orders-cross-tenant",
    ]);
  });
});
