import { graphRows, resourceManagerRows } from "@tegata/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

function textsBelow(folder: string, isWanted: (name: string) => boolean): string {
  const root = join(import.meta.dirname, folder);
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return names
    .filter(isWanted)
    .map((name) => readFileSync(join(root, name), "utf8"))
    .join("\n");
}

const sources = "../../src/services";
const services = {
  graph: { rows: graphRows, source: textsBelow(`${sources}/graph`, () => true) },
  resourceManager: { rows: resourceManagerRows, source: textsBelow(`${sources}/resource-manager`, () => true) },
};
const tests = textsBelow("..", (name) => name.endsWith(".test.ts") && !name.includes("control-plane-rows"));

/** What stands for a code where a refusal is made: texts that clients match on stand in core. */
const shared: Readonly<Record<string, string>> = { RoleAssignmentExists: "clientPhrases.assignmentExists" };
/** Made by a fault that somebody asked for, not by the service. */
const injected = new Set(["TooManyRequests"]);

/** The codes of a service's sources: what follows a status, or names a detail or a constant of that use. */
function codesIn(source: string): string[] {
  const made = [
    ...source.matchAll(/(?:Refusal|refusal)\(\s*(?:\d{3},\s*)?"([A-Za-z_]+)"/g),
    ...source.matchAll(/\bcode: "([A-Za-z_]+)"/g),
    ...source.matchAll(/\bcode = "([A-Za-z_]+)"/g),
  ].map(([, code = ""]) => code);
  const own = new Set(["BadRequest", "InternalServerError", "Service_InternalServerError"]);
  return [...new Set(made)].filter((code) => !own.has(code));
}

describe.each(["graph", "resourceManager"] as const)("the catalogue of %s's refusals", (service) => {
  const { rows, source } = services[service];

  it("has every code that the emulator makes, once for each status", () => {
    const known = new Set(rows.map(({ code }) => code));
    expect(codesIn(source).filter((code) => !known.has(code))).toEqual([]);
    const keys = rows.map(({ code, status }) => `${status} ${code}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("has no code that the emulator never makes", () => {
    const isMade = (code: string): boolean =>
      injected.has(code) || source.includes(`"${code}"`) || source.includes(shared[code] ?? "\0");
    expect(rows.map(({ code }) => code).filter((code) => !isMade(code))).toEqual([]);
  });

  it("has no code that no test compares", () => {
    expect(rows.map(({ code }) => code).filter((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
  });
});
