// Every row of the catalogue is answered by the token service somewhere, in a test with its whole body, or it stands
// here with the reason why it is not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aadstsCatalogue, allChecks } from "@tegata/core";

const notEmitted: Readonly<Record<number, string>> = {
  28002: "documented for redeeming an authorization code, which is not served",
  50196: "a loop takes many requests of one client; how many, and in what time, is not documented",
  70001: "the older form of 7000112",
  90055: "throttling is a fault to be asked for: its tests stand with the faults",
  650057: "an app-only token does not depend on what the registration asks for; the code was seen with users",
  700011: "where it would stand, 700016 and 7000229 were seen",
  700025: "a client counts as public by its redirect address, which client credentials do not have",
  700263: "one report, not verified; refusing here what Entra may take would be wrong more often",
  900382: "one emulator is one cloud",
  900439: "one emulator is one cloud",
  7000226: "agent identities are not modelled",
  7002137: "federated managed identity paths are not modelled",
};

const tests = join(import.meta.dirname, "../../emulator/test");
const folders = [join(tests, "services/token"), join(tests, "issuers")];
const sources = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8")),
);

function isTested(code: number): boolean {
  return sources.some((source) => new RegExp(`(?<![\\d.])${code}(?!\\d)`).test(source));
}

test("every row is answered in a test of the emulator, or is excused by name", () => {
  const untested = [...aadstsCatalogue.keys()].filter((code) => !isTested(code) && !(code in notEmitted));
  expect(untested).toEqual([]);
});

test("no row is excused that a check fails with, or that does not exist", () => {
  const codes = Object.keys(notEmitted).map(Number);
  expect(codes.filter((code) => !aadstsCatalogue.has(code))).toEqual([]);
  const used = new Set(allChecks.map(({ failsWith }) => failsWith));
  expect(codes.filter((code) => used.has(code))).toEqual([]);
  expect(Object.values(notEmitted).every((reason) => reason.length > 20)).toBe(true);
});
