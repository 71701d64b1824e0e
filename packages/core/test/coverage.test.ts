// Coverage is counted in rows of the domain, not in lines: each must be named by some test of the repository.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  aadstsCatalogue,
  allChecks,
  builtInRoles,
  clouds,
  foundryRules,
  managedIdentityRules,
  traps,
} from "@tegata/core";

const root = join(import.meta.dirname, "../../..");
const folders = [
  ...readdirSync(join(root, "packages")).map((name) => join(root, "packages", name, "test")),
  join(root, "conformance"),
];

function sourcesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts") && !/(?:^|[\\/])node_modules[\\/]|coverage\.test\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

const sources = folders.filter((folder) => existsSync(folder)).flatMap((folder) => sourcesBelow(folder));

function unnamed(rows: readonly string[]): string[] {
  return rows.filter((row) => {
    const word = new RegExp(`(?<![\\w.-])(?:AADSTS)?${row.replaceAll(".", "\\.")}(?![\\w-])`);
    return !sources.some((source) => word.test(source));
  });
}

const checks = allChecks.map((check) => check.id);

test("every check is named by a test", () => {
  expect(checks.length).toBeGreaterThan(55);
  expect(unnamed(checks)).toEqual([]);
});

test("every AADSTS row is named by a test", () => {
  expect(unnamed([...aadstsCatalogue.keys()].map(String))).toEqual([]);
});

test("every rule of the identity endpoints is named by a test", () => {
  expect(unnamed(managedIdentityRules.map(({ id }) => id))).toEqual([]);
});

test("every rule of Foundry's projects is named by a test", () => {
  expect(unnamed(foundryRules.map(({ id }) => id))).toEqual([]);
});

test("every trap of the protocol is named by a test", () => {
  expect(traps).toHaveLength(22);
  expect(unnamed(traps.map(({ id }) => id))).toEqual([]);
});

test("every built-in role is named by a test", () => {
  expect(unnamed(builtInRoles.map((role) => role.name))).toEqual([]);
});

test("every cloud's exchange audience is named by a test", () => {
  expect(unnamed(Object.values(clouds).flatMap((cloud) => [...cloud.apis.tokenExchange.uris]))).toEqual([]);
});

test("a row that no test names is told by name", () => {
  const made = "no.such-check";
  expect(unnamed([made, "assertion.jwt"])).toEqual([made]);
});
