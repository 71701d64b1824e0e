import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadCommands } from "../src/commands/registry.ts";
import { variablesOf } from "../src/emulator/variables.ts";
import { exitCode } from "../src/output/exit-codes.ts";
import { anEnvironment } from "./an-environment.ts";

const commands = await loadCommands();
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function firstColumn(heading: string): string[] {
  const table = readme.split(`\n| ${heading} |`)[1]?.split("\n\n")[0] ?? "";
  return table
    .split("\n")
    .slice(2)
    .map((line) => line.split("|")[1]?.trim() ?? "");
}

describe("the README", () => {
  test("has a row for every command, in the order of help, and for no other", () => {
    expect(firstColumn("command")).toEqual(commands.map(({ name }) => `\`tegata ${name}\``));
  });

  test("tells every exit code", () => {
    expect(firstColumn("exit code")).toEqual(Object.values(exitCode).map(String));
  });

  test("tells the operators' variables that emulator env prints", () => {
    const told = firstColumn("variable").join(" ");
    for (const name of Object.keys(variablesOf(anEnvironment)).filter((one) => one.startsWith("TEGATA_")))
      expect(told).toContain(`\`${name}\``);
  });

  test("names options that there are", () => {
    const own = commands.flatMap(({ options }) => (options ?? []).map(({ flags }) => flags.split(" ")[0]));
    const known = new Set([...own, "--help", "--json", "--no-input", "--save-dev", "--tenant"]);
    const named = [...readme.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    expect(named.filter((option) => !known.has(option))).toEqual([]);
  });
});
