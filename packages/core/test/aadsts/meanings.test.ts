import { expect, test } from "vitest";
import { aadstsCatalogue, aadstsMeanings } from "@tegata/core";

const meanings = [...aadstsMeanings.values()];

test("every row of the catalogue has a meaning, and some two hundred codes have one", () => {
  for (const code of aadstsCatalogue.keys()) expect(aadstsMeanings.get(code)).toBe(aadstsCatalogue.get(code));
  expect(meanings.length).toBeGreaterThanOrEqual(200);
});

test.each(meanings)("AADSTS$code has a title, causes, a fix for each, and says how it is known", (row) => {
  expect(row.title).not.toBe("");
  expect(row.causes.length).toBeGreaterThan(0);
  expect(row.fixes).toHaveLength(row.causes.length);
  for (const text of [...row.causes, ...row.fixes]) expect(text).not.toBe("");
  expect(row.provenance.source.length).toBeGreaterThan(10);
});

test.each([50076, 50126, 50105, 65001, 50011])("AADSTS%i concerns a person", (code) => {
  expect(aadstsMeanings.get(code)?.about).toBe("person");
});
